# SPDX-License-Identifier: LGPL-2.1-or-later
# find_package(rpcrt4): the target rpcrt4::rpcrt4, and
#
#     rpcrt4_midl(TARGET FILE.idl [CLIENT] [SERVER] [ACF FILE.acf] [OPTIONS ...])
#
# which compiles the IDL file and adds its header to the target, with the client's stub, the server's, or both.
# FILE.acf beside the IDL file is taken by itself. Sources that say long or L"..." want rpcgcc for CMAKE_C_COMPILER.
get_filename_component(_rpcrt4_prefix "${CMAKE_CURRENT_LIST_DIR}/@prefix@" ABSOLUTE)
set(RPCRT4_MIDL "${_rpcrt4_prefix}/@bindir@/midl")

if(NOT TARGET rpcrt4::rpcrt4)
    add_library(rpcrt4::rpcrt4 SHARED IMPORTED)
    set_target_properties(rpcrt4::rpcrt4 PROPERTIES
        IMPORTED_LOCATION "${_rpcrt4_prefix}/@libdir@/librpcrt4.so"
        IMPORTED_SONAME "librpcrt4.so.0"
        INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${_rpcrt4_prefix}/include/rpcrt4"
        INTERFACE_COMPILE_OPTIONS "-fshort-wchar;-fexceptions")
endif()

function(rpcrt4_midl target idl)
    cmake_parse_arguments(PARSE_ARGV 2 wanted "CLIENT;SERVER" "ACF" "OPTIONS")
    if(wanted_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "rpcrt4_midl: what is ${wanted_UNPARSED_ARGUMENTS}?")
    endif()
    get_filename_component(idl "${idl}" ABSOLUTE)
    get_filename_component(name "${idl}" NAME_WE)
    get_filename_component(folder "${idl}" DIRECTORY)
    if(NOT wanted_ACF AND EXISTS "${folder}/${name}.acf")
        set(wanted_ACF "${folder}/${name}.acf")
    endif()
    set(inputs "${idl}")
    set(options -nologo -out "${CMAKE_CURRENT_BINARY_DIR}" ${wanted_OPTIONS})
    if(wanted_ACF)
        get_filename_component(wanted_ACF "${wanted_ACF}" ABSOLUTE)
        list(APPEND inputs "${wanted_ACF}")
        list(APPEND options -acf "${wanted_ACF}")
    endif()
    set(header "${CMAKE_CURRENT_BINARY_DIR}/${name}.h")
    set(client "${CMAKE_CURRENT_BINARY_DIR}/${name}_c.c")
    set(server "${CMAKE_CURRENT_BINARY_DIR}/${name}_s.c")
    get_property(made DIRECTORY PROPERTY rpcrt4_midl_${name})
    if(NOT made)
        add_custom_command(OUTPUT "${header}" "${client}" "${server}" DEPENDS ${inputs}
            COMMAND "${RPCRT4_MIDL}" ${options} "${idl}" VERBATIM)
        add_custom_target(midl_${name} DEPENDS "${header}" "${client}" "${server}")
        set_property(DIRECTORY PROPERTY rpcrt4_midl_${name} TRUE)
    endif()
    # Of several targets one makes the files.
    add_dependencies(${target} midl_${name})
    target_sources(${target} PRIVATE "${header}")
    if(wanted_CLIENT)
        target_sources(${target} PRIVATE "${client}")
    endif()
    if(wanted_SERVER)
        target_sources(${target} PRIVATE "${server}")
    endif()
    target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
    target_link_libraries(${target} PRIVATE rpcrt4::rpcrt4)
endfunction()
