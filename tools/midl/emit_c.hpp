// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The C spelling of IDL types: declarations, structure bodies, prototypes, expressions. Output is C11 and C++17 and
// uses the names of the Windows headers (LONG, WCHAR, hyper, boolean ...), so it means the same to mingw-w64 and MSVC.
// Single-threaded.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tools/midl/ast.hpp"
#include "tools/midl/options.hpp"

namespace midl {

// "LONG" and "*a[3]" of `LONG *a[3]`.
struct Declaration {
    std::string specifier;
    std::string declarator;

    std::string text() const { return declarator.empty() ? specifier : specifier + " " + declarator; }
};

class CPrinter {
 public:
    explicit CPrinter(Options::Char char_kind) : char_kind_(char_kind) {}

    // Inside a structure a conformant array is [1], among parameters [].
    enum class Place { parameter, member };
    Declaration declare(const Type* type, const std::string& name, Place place) const;
    std::string type_name(const Type* type) const { return declare(type, "", Place::member).text(); }

    // A variable that holds what a parameter of that type is to its function: arrays have become pointers, top-level
    // const is gone.
    std::string declare_held(const Type* type, const std::string& name) const;

    // The text of a structure, union or enum with its body. `defined_before` is where the declaration using it ends:
    // a nested type whose body stands earlier in the source and was not printed yet is printed inside.
    std::string body(const Type* type, int indent);
    bool needs_body(const Type* type, Location user) const;

    // `LONG name(parameters)`; `name` may be a declarator such as "(*name)".
    std::string prototype(const Operation& operation, const std::string& name) const;
    // Declarations of the parameters, the asynchronous handle first.
    std::vector<std::string> parameter_list(const Operation& operation) const;

 private:
    std::string base_specifier(const BaseType& type) const;
    std::string small_specifier(const BaseType& type) const;
    std::string specifier(const Type* type) const;
    std::string function_parameters(const FunctionType& type) const;
    std::string fields(const std::vector<Field*>& fields, int indent);
    std::string field(const Field& field, int indent);
    std::string enum_body(const EnumType& type, int indent) const;
    std::string union_body(const UnionType& type, int indent);

    Options::Char char_kind_;
    std::set<const Type*> printed_;
};

// The tag of a pipe's structure.
std::string pipe_tag(const PipeType& pipe);
// A C string literal.
std::string quote(const std::string& text, bool is_wide = false);
// Parameter names as C needs them: unnamed ones get one.
std::string parameter_name(const Parameter& parameter);
std::string async_handle_name(const Operation& operation);
// What a call returns in C: void for an asynchronous operation.
bool returns_value(const Operation& operation);

}  // namespace midl
