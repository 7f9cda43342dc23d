// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Helpers of the IDL compiler's tests: compile text in memory, look things up in the tree, list the error numbers.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tools/midl/ast.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/front.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/source.hpp"

namespace midl_test {

struct Compilation {
    midl::Sources sources;
    midl::Diagnostics diagnostics{sources, nullptr};
    std::unique_ptr<midl::File> file;

    explicit Compilation(const std::string& idl, const std::string& acf = {}, const midl::Options& options = {}) {
        midl::Diagnostics::Policy policy;
        policy.warning_level = 4;
        diagnostics.set_policy(policy);
        file = midl::analyse_text("test.idl", idl, acf, options, sources, diagnostics);
    }

    std::vector<int> codes(midl::Severity severity) const {
        std::vector<int> result;
        for (const midl::Diagnostic& each : diagnostics.all()) {
            if (each.severity == severity) result.push_back(each.code);
        }
        return result;
    }
    std::vector<int> errors() const { return codes(midl::Severity::error); }
    std::vector<int> warnings() const { return codes(midl::Severity::warning); }

    // Everything reported, for failure messages.
    std::string log() {
        std::string text;
        for (const midl::Diagnostic& each : diagnostics.all()) text += diagnostics.format(each);
        return text;
    }

    const midl::Interface& interface_() const { return *file->interfaces.front(); }

    const midl::Operation& operation(const std::string& name) const {
        for (const midl::Decl* decl : interface_().statements) {
            if (decl->kind != midl::DeclKind::operation) continue;
            const auto* each = static_cast<const midl::Operation*>(decl);
            if (each->name == name) return *each;
        }
        throw std::runtime_error("no operation " + name);
    }

    const midl::Parameter& parameter(const std::string& procedure, std::size_t index) const {
        return *operation(procedure).parameters.at(index);
    }

    const midl::Typedef& type(const std::string& name) const {
        for (const midl::Decl* decl : interface_().statements) {
            if (decl->kind != midl::DeclKind::typedef_) continue;
            const auto* each = static_cast<const midl::Typedef*>(decl);
            if (each->name == name) return *each;
        }
        throw std::runtime_error("no typedef " + name);
    }

    const midl::Constant& constant(const std::string& name) const {
        for (const midl::Decl* decl : interface_().statements) {
            if (decl->kind != midl::DeclKind::constant) continue;
            const auto* each = static_cast<const midl::Constant*>(decl);
            if (each->name == name) return *each;
        }
        throw std::runtime_error("no constant " + name);
    }
};

inline const std::string kHeader = "[uuid(12345678-1234-ABCD-EF00-0123456789AB), version(1.0)] interface Test {\n";

// The statements of an interface body, with a header of one line around them.
inline std::string in_interface(const std::string& body) { return kHeader + body + "\n}\n"; }

using Codes = std::vector<int>;

}  // namespace midl_test

template <>
struct doctest::StringMaker<midl_test::Codes> {
    static doctest::String convert(const midl_test::Codes& codes) {
        std::string text;
        for (const int code : codes) text += ' ' + std::to_string(code);
        return text.c_str();
    }
};
