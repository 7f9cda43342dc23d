// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The class behind check(): one object per compilation, its parts spread over the check*.cpp files (map in check.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tools/midl/ast.hpp"

namespace midl {

struct Options;
class Diagnostics;

class Checker {
 public:
    Checker(File& file, const Options& options, Diagnostics& diagnostics)
        : file_(file), options_(options), diagnostics_(diagnostics) {}

    void run();

 private:
    // ---- statements and interfaces (check.cpp)
    void statements(const std::vector<Decl*>& list);
    void typedef_(Typedef& symbol);
    void interface_header(Interface& target);
    void interface_body(Interface& target);
    void collect_operations(Interface& target);
    void call_as(Interface& target, Operation& operation);
    void error(Location where, int code, const std::string& text);
    void warning(Location where, int code, int level, const std::string& text);

    // ---- declarators (check_declarator.cpp)
    enum class Site { type_definition, field, parameter, result };
    // Moves the attributes to the levels of `type`, then decides pointer classes and array sizes below it.
    void declarator(Type*& type, Attributes& attributes, Site site, Location where);
    // The pointer or array in `slot` as a node of our own, cloned when a typedef or a clone shares it; null for others.
    Type* own_level(Type*& slot, bool& is_shared);
    void compare_sizes(const std::vector<Expr*>& sizes, const std::vector<Expr*>& lengths);
    void distribute_sizes(Type*& type, const Attributes& attributes, Location where);
    void set_bound(Type& level, Attribute attribute, Expr* value);
    void distribute_string(Type*& type, const Attributes& attributes, Location where);
    void distribute_pointer_class(Type*& type, const Attributes& attributes, Site site, Location where);
    void array_to_pointer(Type*& type, const Attributes& attributes);
    void default_classes(Type* type);
    void top_level_class(Type*& type, Site site, Location where);
    void array_sizes(Type* type);
    static constexpr std::int64_t kMaxSize = 0x7fffffff;
    void limit_array(ArrayType& array);
    void attribute_expressions(Attributes& attributes);
    void size_expression(Expr* expression, Attribute attribute);
    void check_range(Attributes& attributes);
    PointerClass embedded_class() const;

    // ---- constructed types (check_types.cpp)
    void specifier(Type* type);
    void structure(StructType& type);
    void union_(UnionType& type);
    void union_labels(UnionType& type);
    void union_use(Type* type, Attributes& attributes, Location where);
    void function(FunctionType& type);
    enum class Role { parameter, result, field, element, pointee };
    // Complains where a type cannot travel.
    void remotable(const Type* type, const Attributes& attributes, Role role, Location where);
    void remotable_kind(const Type* type, const Attributes& attributes, Role role, Location where);
    void remotable_wire_form(const Type* type, Role role, Location where);
    void remotable_structure(const StructType& type, Role role, Location where);
    void remotable_union(const UnionType& type, const Attributes& attributes, Role role, Location where);
    void remotable_base(const BaseType& base, Role role, Location where);
    void remotable_pointer(const PointerType& pointer, const Attributes& attributes, Role role, Location where);
    void remotable_members(const std::vector<Field*>& fields);
    static bool is_conformant(const Type* type);
    void placement(const StructType& type);

    // ---- operations (check_operation.cpp)
    void operation(Interface& target, Operation& operation);
    void parameter(const Operation& operation, Parameter& parameter);
    void out_parameter(const Parameter& parameter);
    void status_parameters(const Operation& operation);
    void binding(const Interface& target, Operation& operation);
    bool bind_parameter(Operation& operation, const Parameter& parameter);
    void check_binding_parameter(const Parameter& parameter);
    void asynchronous(const Interface& target, Operation& operation);
    void return_type(Operation& operation);
    void implicit_handle(Interface& target);
    void byte_count(const Operation& operation, const Parameter& parameter);

    // ---- attributes against each other (check_rules.cpp)
    void handle_typedef(const Typedef& symbol);
    void wire_typedef(const Typedef& symbol);
    void allocate_modes(const Attributes& attributes, const Type* type, Location where);
    void interface_kind(const Interface& target);
    void procedure_attributes(const Interface& target, const Operation& operation);
    void result_type(const Operation& operation);
    void correlation_directions(const Parameter& parameter);
    void nullable_dereference(const Expr& part);
    void union_arms(const UnionType& type);
    static bool is_endless(const StructType& type);

    // ---- pipes (check_pipe.cpp)
    void pipe_typedef(const Typedef& symbol);
    void pipes(const Interface& target, Operation& operation);
    void pipe_procedure(const Interface& target, const Operation& operation);
    void pipe_company(const Operation& operation);
    void pipe_parameter(const Operation& operation, Parameter& parameter);
    void pipe_element(const PipeType& pipe);
    void inapplicable_to_pipe(Attribute attribute, const Attributes& attributes, Location where);
    void serialized_pipe(Location where);
    void misplaced_pipe(Role role, Location where);
    PipeType* asynchronous_pipe(const PipeType& pipe);

    File& file_;
    const Options& options_;
    Diagnostics& diagnostics_;
    static constexpr int kMaxDepth = 500;
    int depth_ = 0;  // of remotable()
    Interface* interface_ = nullptr;
    std::unordered_set<const Type*> visited_;    // by specifier()
    std::unordered_set<const Type*> remotable_;  // by remotable()
    std::unordered_map<const PipeType*, PipeType*> asynchronous_pipes_;
};

// The handle kind of a type, looking through one pointer level.
struct HandleUse {
    HandleType type = HandleType::none;
    bool is_via_pointer = false;
    const Typedef* definition = nullptr;  // the [handle] or [context_handle] typedef
};
HandleUse handle_use(const Attributes& attributes, const Type* type);

}  // namespace midl
