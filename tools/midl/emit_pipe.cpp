// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Pipes in C: a structure of routines with their state. Which procedures are asynchronous is decided by the ACF of
// whichever file uses a pipe, so the header that declares one has both its forms.
// Reference: Microsoft "Defining Pipes in IDL Files", "Declaring Asynchronous Pipes".
#include <algorithm>

#include "tools/midl/emit_model.hpp"

namespace midl {
namespace {

constexpr unsigned kHasPipes = 0x0001;  // RPC_INTERFACE_HAS_PIPES of <rpcdcep.h>

std::string routine(const char* result, const char* name, const std::string& parameters) {
    return std::string("    ") + result + " (__RPC_USER *" + name + ")(\n        char *state,\n" + parameters + ");\n";
}

std::string structure(const CPrinter& printer, const PipeType& pipe) {
    const auto element = [&](const std::string& name) {
        return "        " + printer.declare(pipe.element, name, CPrinter::Place::member).text();
    };
    const char* result = pipe.is_async ? "RPC_STATUS" : "void";
    std::string text = "struct " + pipe_tag(pipe) + " {\n";
    text += routine(result, "pull", element("*buf") + ",\n        ULONG esize,\n        ULONG *ecount");
    text += routine(result, "push", element("*buf") + ",\n        ULONG ecount");
    text += pipe.is_async
                ? "    void *Reserved;\n"
                : routine(result, "alloc", "        ULONG bsize,\n" + element("**buf") + ",\n        ULONG *bcount");
    return text + "    char *state;\n}";
}

PipeType asynchronous(const PipeType& pipe) {
    PipeType other = pipe;
    other.is_async = true;
    return other;
}

}  // namespace

std::string emit_pipe_typedefs(CPrinter& printer, const std::vector<const Typedef*>& group) {
    const auto& base = *as<PipeType>(group.front()->group_base);
    std::string out;
    if (printer.needs_body(base.element, group.front()->where)) out += printer.body(base.element, 0) + ";\n\n";
    if (base.is_anonymous) {
        for (const PipeType& pipe : {base, asynchronous(base)}) out += structure(printer, pipe) + ";\n\n";
    }
    for (const Typedef* one : group) {
        const auto* pipe = as<PipeType>(one->type);
        if (!pipe) continue;
        out += "typedef " + structure(printer, *pipe) + " " + one->name + ";\n\n";
        out += "typedef " + structure(printer, asynchronous(*pipe)) + " ASYNC_" + one->name + ";\n\n";
    }
    for (const Typedef* one : group) {
        if (as<PipeType>(one->type)) continue;
        out += "typedef " + printer.declare(one->type, one->name, CPrinter::Place::member).text() + ";\n\n";
    }
    return out;
}

unsigned pipe_flag(const Interface& interface_) {
    const bool has = std::any_of(interface_.operations.begin(), interface_.operations.end(),
                                 [](const Operation* operation) { return has_pipes(*operation); });
    return has ? kHasPipes : 0;
}

}  // namespace midl
