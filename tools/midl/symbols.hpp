// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The names of one compilation. MIDL has one scope for types, constants and interfaces, shared by the main file and all
// imports; tags have one of their own. Nodes belong to the File's Tree.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "tools/midl/ast.hpp"

namespace midl {

class Symbols {
 public:
    Typedef* find_typedef(const std::string& name) const { return find(typedefs_, name); }
    Constant* find_constant(const std::string& name) const { return find(constants_, name); }
    Enumerator* find_enumerator(const std::string& name) const { return find(enumerators_, name); }
    Interface* find_interface(const std::string& name) const { return find(interfaces_, name); }
    Type* find_tag(const std::string& name) const { return find(tags_, name); }

    template <class F>
    void for_each_type_name(F&& f) const {
        for (const auto& [name, symbol] : typedefs_) f(name);
        for (const auto& [name, symbol] : interfaces_) f(name);
    }

    void add(Typedef* symbol) { typedefs_.insert_or_assign(symbol->name, symbol); }
    void add(Constant* symbol) { constants_.insert_or_assign(symbol->name, symbol); }
    void add(Enumerator* symbol) { enumerators_.insert_or_assign(symbol->name, symbol); }
    void add(Interface* symbol) { interfaces_.insert_or_assign(symbol->name, symbol); }
    void add_tag(const std::string& name, Type* type) { tags_.insert_or_assign(name, type); }

 private:
    template <class T>
    using Map = std::unordered_map<std::string, T*>;
    template <class T>
    static T* find(const Map<T>& map, const std::string& name) {
        const auto found = map.find(name);
        return found == map.end() ? nullptr : found->second;
    }

    Map<Typedef> typedefs_;
    Map<Constant> constants_;
    Map<Enumerator> enumerators_;
    Map<Interface> interfaces_;
    Map<Type> tags_;
};

}  // namespace midl
