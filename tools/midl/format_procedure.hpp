// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Operations -> the procedure format string: header, extension and parameter descriptors of each operation, in
// procedure order, and the slots in which parameters travel between stub and engine (8 bytes each on x64). Ids of types
// are offsets only once the DescriptorTable is laid out. Single-threaded.
// Reference: Microsoft "Procedure Header Descriptor", "Parameter Descriptors" (-Oif part).
#pragma once

#include <string>
#include <vector>

#include "tools/midl/format_type.hpp"
#include "tools/midl/options.hpp"

namespace midl {

struct ProcedureFormat {
    const Operation* operation = nullptr;
    std::uint32_t offset = 0;  // in the procedure format string
    Descriptor bytes;
};

struct ProcedureString {
    std::vector<ProcedureFormat> procedures;
    std::uint32_t size = 0;  // with the closing zero
};

ProcedureString describe_procedures(TypeFormat& format, const std::vector<const Interface*>& interfaces,
                                    const Options& options = {});

// Does a failure of the operation become a value ([comm_status], [fault_status]) rather than an exception?
bool keeps_status(const Operation& operation);
// Bytes on the argument stack.
std::uint32_t stack_offset(const Operation& operation, const Parameter& parameter);

// How a value crosses from C into its slot: by its own bytes, or as a pointer to a copy, which is what the Microsoft
// x64 convention does with aggregates of any size but 1, 2, 4 and 8.
bool is_passed_by_pointer(const Type* type);
// A returned aggregate of that kind is an extra [out] parameter behind the others.
bool is_returned_by_pointer(const Operation& operation);
// The slot of the first parameter: 1 when slot 0 holds the asynchronous handle.
int first_slot(const Operation& operation);

// The bytes of the whole procedure format string; the table must be laid out.
std::vector<std::uint8_t> procedure_format_bytes(const ProcedureString& procedures, const DescriptorTable& table);

}  // namespace midl
