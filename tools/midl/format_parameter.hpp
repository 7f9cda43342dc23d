// SPDX-License-Identifier: LGPL-2.1-or-later
//
// One parameter or return value -> its PARAM_ATTRIBUTES and type. Reference: Microsoft "Parameter Descriptors".
#pragma once

#include <string>

#include "tools/midl/format_type.hpp"

namespace midl {

struct ParameterFormat {
    std::string name;
    std::uint16_t attributes = 0;
    std::uint32_t stack_offset = 0;
    std::optional<Fc> base;  // else `type`
    DescriptorId type = -1;
    std::uint32_t inside = 0;      // where in the descriptor of `type` the type itself stands
    std::uint32_t wire_bound = 0;  // bytes it takes at most, padding included; 0 when it must be sized
};

ParameterFormat describe_parameter(TypeFormat& format, const Operation& operation, const Parameter& parameter);
ParameterFormat describe_return(TypeFormat& format, const Operation& operation);

// "must size, in, simple ref".
std::string attribute_comment(std::uint16_t attributes);

}  // namespace midl
