// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Attributes onto declarator levels. The n-th expression of [size_is] belongs to the n-th pointer or array level from
// the name; [string] to the innermost; a pointer class to the outermost. A level that belongs to a typedef is cloned
// first, so that one use does not change the others. Then every pointer without a class gets its default ("Default
// Pointer Types": top-level parameters are ref, others follow [pointer_default], without it unique, under -osf ptr).
#include <algorithm>
#include <array>

#include "tools/midl/checker.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/expr.hpp"
#include "tools/midl/options.hpp"

namespace midl {

namespace {

using A = Attribute;

struct SizeRow {
    A attribute;
    std::vector<Expr*> Attributes::*list;
    Expr* Bounds::*member;
};

constexpr SizeRow kSizes[] = {
    {A::size_is, &Attributes::size_is, &Bounds::size_is}, {A::max_is, &Attributes::max_is, &Bounds::max_is},
    {A::min_is, &Attributes::min_is, &Bounds::min_is},    {A::length_is, &Attributes::length_is, &Bounds::length_is},
    {A::last_is, &Attributes::last_is, &Bounds::last_is}, {A::first_is, &Attributes::first_is, &Bounds::first_is},
};

Bounds* bounds_of(Type& level) {
    if (auto* pointer = as<PointerType>(&level)) return &pointer->bounds;
    if (auto* array = as<ArrayType>(&level)) return &array->bounds;
    return nullptr;
}

// Where the next level hangs.
Type*& below(Type& level) {
    if (auto* pointer = as<PointerType>(&level)) return pointer->pointee;
    return as<ArrayType>(&level)->element;
}

bool is_level(const Type* type) { return as<PointerType>(type) || as<ArrayType>(type); }

bool is_byte_sized_character(const Type* type) {
    const auto* base = resolve_as<BaseType>(type);
    return base && (base->base == Base::char_ || base->base == Base::byte);
}

bool is_string_element(const Type* type) {
    if (resolve_as<ErrorType>(type)) return true;  // complained about already
    const auto* base = resolve_as<BaseType>(type);
    if (is_byte_sized_character(type) || (base && base->base == Base::wchar)) return true;
    if (base && base->base == Base::short_ && base->is_unsigned) return true;  // WCHAR of headers that avoid wchar_t
    const auto* structure = resolve_as<StructType>(type);
    return structure && !structure->fields.empty() &&
           std::all_of(structure->fields.begin(), structure->fields.end(),
                       [](const Field* field) { return is_byte_sized_character(field->type); });
}

PointerClass class_of(const Attributes& attributes) {
    if (attributes.has(A::ref)) return PointerClass::ref;
    if (attributes.has(A::unique)) return PointerClass::unique;
    if (attributes.has(A::ptr)) return PointerClass::full;
    return PointerClass::unset;
}

Location class_location(const Attributes& attributes) {
    for (const A attribute : {A::ref, A::unique, A::ptr}) {
        if (attributes.has(attribute)) return attributes.where(attribute);
    }
    return {};
}

}  // namespace

void Checker::declarator(Type*& type, Attributes& attributes, Site site, Location where) {
    attribute_expressions(attributes);
    if (site == Site::parameter) array_to_pointer(type, attributes);
    distribute_sizes(type, attributes, where);
    distribute_string(type, attributes, where);
    distribute_pointer_class(type, attributes, site, where);
    top_level_class(type, site, where);
    default_classes(type);
    array_sizes(type);
}

Type* Checker::own_level(Type*& slot, bool& is_shared) {
    if (auto* qualified = as<QualifiedType>(slot)) {
        if (!is_level(resolve(qualified))) return nullptr;
        auto* own = file_.tree.clone(*qualified);
        slot = own;
        return own_level(own->base, is_shared);
    }
    const Typedef* spelled = nullptr;
    Type* level = slot;
    if (const auto* alias = as<AliasType>(slot)) {
        spelled = alias->definition;
        level = resolve(slot);
        is_shared = true;
    }
    if (!is_level(level)) return nullptr;
    if (is_shared) {
        if (auto* pointer = as<PointerType>(level)) {
            level = file_.tree.clone(*pointer);
        } else {
            level = file_.tree.clone(*as<ArrayType>(level));
        }
        if (spelled) level->spelled = spelled;
        slot = level;
    }
    return level;
}

// Of each dimension, where both are variables.
void Checker::compare_sizes(const std::vector<Expr*>& sizes, const std::vector<Expr*>& lengths) {
    const auto variable = [](const Expr* value) -> const BaseType* {
        if (!value || value->kind != ExprKind::reference) return nullptr;
        return resolve_as<BaseType>(value->parameter ? value->parameter->type
                                    : value->field   ? value->field->type
                                                     : nullptr);
    };
    for (std::size_t i = 0; i < std::min(sizes.size(), lengths.size()); ++i) {
        const BaseType* size = variable(sizes[i]);
        const BaseType* length = variable(lengths[i]);
        if (!size || !length || (size->base == length->base && size->is_unsigned == length->is_unsigned)) continue;
        warning(lengths[i]->where, 2081, 3, "type mismatch between length and size attribute expressions");
    }
}

void Checker::distribute_sizes(Type*& type, const Attributes& attributes, Location where) {
    if (attributes.has(A::max_is) && attributes.has(A::size_is)) {
        return error(where, 2077, "[max_is] and [size_is] cannot be specified at the same time");
    }
    if (attributes.has(A::last_is) && attributes.has(A::length_is)) {
        return error(where, 2076, "[last_is] and [length_is] cannot be specified at the same time");
    }
    for (const SizeRow& row : kSizes) {
        if (!attributes.has(row.attribute)) continue;
        Type** slot = &type;
        bool is_shared = false;
        for (Expr* value : attributes.*row.list) {
            Type* level = own_level(*slot, is_shared);
            if (!level) {
                error(value ? value->where : attributes.where(row.attribute), 2072,
                      "inapplicable attribute: [" + std::string(attribute_name(row.attribute)) +
                          "] on more dimensions than the declarator has");
                break;
            }
            if (value) set_bound(*level, row.attribute, value);
            slot = &below(*level);
        }
    }
    compare_sizes(attributes.has(A::size_is) ? attributes.size_is : attributes.max_is,
                  attributes.has(A::length_is) ? attributes.length_is : attributes.last_is);
}

void Checker::set_bound(Type& level, Attribute attribute, Expr* value) {
    size_expression(value, attribute);
    const auto* row = std::find_if(std::begin(kSizes), std::end(kSizes),
                                   [&](const SizeRow& candidate) { return candidate.attribute == attribute; });
    Bounds& bounds = *bounds_of(level);
    bounds.*row->member = value;
    const auto* array = as<ArrayType>(&level);
    if (array && array->dimension && bounds.is_sized()) {
        error(value->where, 2072,
              "inapplicable attribute: [" + std::string(attribute_name(attribute)) + "] on an array of fixed size");
    }
}

void Checker::distribute_string(Type*& type, const Attributes& attributes, Location where) {
    if (!attributes.has(A::string) && !attributes.has(A::bstring)) return;
    Type** slot = &type;
    bool is_shared = false;
    Type* innermost = nullptr;
    while (Type* level = own_level(*slot, is_shared)) {
        innermost = level;
        slot = &below(*level);
    }
    if (!innermost || !is_string_element(*slot)) {
        return error(where, 2082,
                     "[string] attribute must be specified on a \"byte\", \"char\" or \"wchar_t\" array or pointer");
    }
    const bool is_byte_string = attributes.has(A::bstring);
    if (auto* pointer = as<PointerType>(innermost)) {
        pointer->is_string = true;
        pointer->is_byte_string = is_byte_string;
    } else {
        as<ArrayType>(innermost)->is_string = true;
        as<ArrayType>(innermost)->is_byte_string = is_byte_string;
    }
    if (bounds_of(*innermost)->is_varying()) {
        error(where, 2075, "length attributes cannot be applied with string attribute");
    }
}

// [unique] T a[]: a parameter that is an array is a pointer in C, and only a pointer can be null.
void Checker::array_to_pointer(Type*& type, const Attributes& attributes) {
    const auto* array = as<ArrayType>(type);
    if (!array || array->dimension || !(attributes.has(A::unique) || attributes.has(A::ptr))) return;
    auto* pointer = file_.tree.make<PointerType>(array->where);
    pointer->pointee = array->element;
    type = pointer;
}

void Checker::distribute_pointer_class(Type*& type, const Attributes& attributes, Site site, Location where) {
    const PointerClass wanted = class_of(attributes);
    if (wanted == PointerClass::unset) return;
    const int count = int{attributes.has(A::ref)} + int{attributes.has(A::unique)} + int{attributes.has(A::ptr)};
    if (count > 1)
        return error(class_location(attributes), 2163, "pointer already has a pointer attribute applied to it");
    if (!resolve_as<PointerType>(type)) {
        // The class of a typedef group is for the pointers in it; [ref] on an array parameter says nothing new.
        const bool is_array = resolve_as<ArrayType>(type) != nullptr;
        if (site == Site::field && is_array) {
            warning(where, 2222, 1, "pointer attribute(s) applied on an embedded array; ignored");
        }
        if (site == Site::type_definition || is_array || resolve_as<InterfaceType>(type)) return;
        return error(where, 2072, "inapplicable attribute: pointer attribute on a type that is not a pointer");
    }
    bool is_shared = false;
    auto* pointer = as<PointerType>(own_level(type, is_shared));
    pointer->pointer_class = wanted;
    pointer->is_class_explicit = true;
}

PointerClass Checker::embedded_class() const {
    if (interface_ && interface_->pointer_default != PointerClass::unset) return interface_->pointer_default;
    return options_.ms_ext ? PointerClass::unique : PointerClass::full;
}

// The outermost pointer of a parameter or result, where it is not explicit (on the use or on its typedef).
void Checker::top_level_class(Type*& type, Site site, Location where) {
    if (site != Site::parameter && site != Site::result) return;
    const auto* pointer = resolve_as<PointerType>(type);
    if (!pointer) return;
    if (site == Site::parameter && pointer->is_class_explicit) return;
    PointerClass wanted = PointerClass::ref;
    if (site == Site::result) {
        const bool is_ref = pointer->is_class_explicit && pointer->pointer_class == PointerClass::ref;
        if (is_ref && !as<FunctionType>(resolve(pointer->pointee))) {
            error(where, 2177, "return type must not derive from a [ref] pointer");
        }
        if (pointer->is_class_explicit) return;
        wanted = embedded_class() == PointerClass::full ? PointerClass::full : PointerClass::unique;
    }
    bool is_shared = false;
    as<PointerType>(own_level(type, is_shared))->pointer_class = wanted;
}

// Pointers of this declarator that nobody decided on. Those behind typedef names were decided with the typedef.
void Checker::default_classes(Type* type) {
    while (type) {
        if (auto* pointer = as<PointerType>(type)) {
            if (pointer->pointer_class == PointerClass::unset) pointer->pointer_class = embedded_class();
            type = pointer->pointee;
        } else if (auto* array = as<ArrayType>(type)) {
            type = array->element;
        } else if (auto* qualified = as<QualifiedType>(type)) {
            type = qualified->base;
        } else {
            if (auto* called = as<FunctionType>(type)) function(*called);
            return;
        }
    }
}

// Offsets and sizes of the format strings, and the C compiler's, end here.
void Checker::limit_array(ArrayType& array) {
    const auto element = size_of_type(array.element);
    if (!element || *element == 0 || *array.count <= kMaxSize / *element) return;
    error(array.dimension->where, 2103, "array bound specification is illegal: the array is larger than 2 GB");
    array.count = 1;
}

void Checker::array_sizes(Type* type) {
    while (type) {
        if (auto* array = as<ArrayType>(type)) {
            if (is_void(array->element)) error(array->where, 2127, "array element must not be void");
            if (resolve_as<FunctionType>(array->element)) {
                error(array->where, 2130, "array element must not be a function");
            }
            const auto* inner = as<ArrayType>(array->element);
            if (inner && !inner->dimension) {
                error(inner->where, 2296, "ANSI C only allows the leftmost array bound to be unspecified");
            }
            if (array->dimension && !array->count) {
                const auto count = constant_value(*array->dimension, diagnostics_, 2035);
                if (count && *count <= 0) {
                    error(array->dimension->where, 2103,
                          "array bound specification is illegal: " + std::to_string(*count));
                }
                array->count = std::max<std::int64_t>(count.value_or(1), 1);
                limit_array(*array);
            }
            type = array->element;
        } else if (auto* pointer = as<PointerType>(type)) {
            type = pointer->pointee;
        } else if (auto* qualified = as<QualifiedType>(type)) {
            type = qualified->base;
        } else {
            return;
        }
    }
}

void Checker::attribute_expressions(Attributes& attributes) {
    for (const SizeRow& row : kSizes) {
        for (Expr* value : attributes.*row.list) {
            if (value) evaluate(*value, diagnostics_);
        }
    }
    for (Expr* value : {attributes.switch_is, attributes.iid_is}) {
        if (value) evaluate(*value, diagnostics_);
    }
    check_range(attributes);
}

void Checker::check_range(Attributes& attributes) {
    if (!attributes.range) return;
    const auto low = constant_value(*attributes.range->low, diagnostics_, 2035);
    const auto high = constant_value(*attributes.range->high, diagnostics_, 2035);
    if (low && high && *low > *high && !(*high < 0 && attributes.range->high->is_unsigned)) {
        error(attributes.range->low->where, 2175, "illegal constant: the low end of [range] is above the high end");
    }
}

namespace {

// The C type of a correlation expression as far as it matters: an integer, a pointer, something else.
const Type* expression_type(const Expr& expression) {
    if (expression.parameter) return expression.parameter->type;
    if (expression.field) return expression.field->type;
    if (expression.kind == ExprKind::unary && expression.op == Operator::dereference) {
        const auto* pointer = resolve_as<PointerType>(expression_type(*expression.operands[0]));
        return pointer ? pointer->pointee : nullptr;
    }
    return nullptr;
}

}  // namespace

// Variables must be integers of at most 32 bits, dereferenced where they are pointers.
void Checker::size_expression(Expr* value, Attribute attribute) {
    const std::string name = '[' + std::string(attribute_name(attribute)) + ']';
    bool has_variable = false;
    for_each(*value, [&](Expr& part) {
        if (part.kind == ExprKind::unary && part.op == Operator::dereference) {
            const Type* operand = expression_type(*part.operands[0]);
            if (operand && !resolve_as<PointerType>(operand) && !resolve_as<ErrorType>(operand)) {
                error(part.where, 2030, "non-pointer used in a dereference operation: " + to_string(*part.operands[0]));
            }
        }
        has_variable |= part.parameter || part.field || part.is_implicit_tag || part.is_broken;
    });
    if (!has_variable && !value->value) {
        return error(value->where, 2058, "attribute expression cannot be resolved: " + to_string(*value));
    }
    const Type* type = expression_type(*value);
    if (!type || resolve_as<ErrorType>(type)) return;
    const auto size = size_of_type(type);
    if (!is_integral(type) || (size && *size > 4)) {
        error(value->where, 2059,
              "attribute expression must be of integral type, no support for 64-bit expressions: " + name + ' ' +
                  to_string(*value));
    }
}

}  // namespace midl
