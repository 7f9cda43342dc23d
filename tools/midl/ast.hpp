// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The resolved abstract syntax tree: the contract between the front end (lexer, parser, ACF merge, checks) and the
// back end (layout, format strings, emitters).
//
// Every node is owned by the Tree inside a File and lives as long as that File; nodes point at each other with plain
// pointers. Every node has a Location. After a run of the checks without errors the following holds:
//   - names are resolved: no type, base interface or identifier in an expression points nowhere;
//   - attributes that shape one level of a declarator ([size_is], [string], pointer classes ...) sit on that
//   PointerType
//     or ArrayType; the Attributes of the declaration keep what was written, for the header comments and messages;
//   - Parameter::is_in/is_out, PointerType::pointer_class and Operation::binding hold the decided values;
//   - attributes of the ACF are merged in: there is no trace of which file said it.
// Single-threaded. Reference: Microsoft "MIDL Language Reference", C706 chapters 5 (IDL) and 6 (ACS).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/midl/attributes.hpp"
#include "tools/midl/location.hpp"

namespace midl {

struct Interface;
struct Typedef;
struct Constant;
struct Operation;
struct Parameter;
struct Field;
struct Enumerator;
struct EnumType;

// ---- expressions

enum class ExprKind {
    integer,      // value (also character literals, TRUE, FALSE, NULL)
    floating,     // real
    string,       // text without quotes, escapes still as written
    reference,    // an identifier; `target` says which kind of thing
    unary,        // op on operands[0]
    binary,       // op on operands[0], operands[1]
    conditional,  // operands[0] ? operands[1] : operands[2]
    cast,         // (type) operands[0]
    size_of,      // sizeof(type) when type is set, else sizeof operands[0]
    member,       // operands[0] . text   or   operands[0] -> text (op tells)
};

enum class Operator {
    none,
    // unary
    plus,
    negate,
    complement,
    logical_not,
    dereference,
    address_of,
    // binary
    add,
    subtract,
    multiply,
    divide,
    modulo,
    shift_left,
    shift_right,
    less,
    greater,
    less_equal,
    greater_equal,
    equal,
    not_equal,
    bit_and,
    bit_xor,
    bit_or,
    logical_and,
    logical_or,
    // member
    dot,
    arrow,
};

struct Node {
    Location where;

    Node() = default;
    Node(const Node&) = default;
    Node& operator=(const Node&) = default;
    virtual ~Node() = default;
};

struct Type;

struct Expr : Node {
    ExprKind kind = ExprKind::integer;
    Operator op = Operator::none;
    std::vector<Expr*> operands;
    Type* type = nullptr;       // cast, size_of
    std::string text;           // literal or identifier exactly as written (integer: "0x10UL", reference: the name)
    double real = 0;            // floating
    bool is_wide = false;       // string: L"..."; integer: L'x'
    bool is_character = false;  // integer written as a character literal

    // What a reference names; exactly one is set once resolved. `parameter` and `field` are the run-time variables of
    // correlation attributes, the other two are constants.
    const Parameter* parameter = nullptr;
    const Field* field = nullptr;
    const Constant* constant = nullptr;
    const Enumerator* enumerator = nullptr;
    bool is_implicit_tag = false;  // the switch field of an encapsulated union

    std::optional<std::int64_t> value;  // set on every integral constant (sub)expression
    bool is_unsigned = false;           // the value's C type is unsigned
    bool is_64_bit = false;             // the value's C type is 64 bits wide
    // The identifier named an unknown thing and was already complained about.
    bool is_broken = false;

    bool is_constant() const { return value.has_value(); }
};

// ---- types

enum class TypeKind {
    base,
    alias,      // use of a typedef name
    qualified,  // const or volatile
    pointer,
    array,
    structure,
    union_,
    enumeration,
    pipe,
    function,    // only behind a pointer, in [local] code and types that are not remoted
    interface,   // an interface name used as a type (COM)
    safe_array,  // SAFEARRAY(type) (COM)
    opaque,      // a name declared by the ACF ([represent_as], [user_marshal]) or __declspec-like foreign type
    error,       // stands for something already reported; never reaches the back end
};

struct Type : Node {
    TypeKind kind;
    // Set on a private copy of a typedef's pointer or array type that carries what one use of the name decided
    // (pointer class, sizes, [string]). C code still spells it with the typedef's name.
    const Typedef* spelled = nullptr;

    explicit Type(TypeKind k) : kind(k) {}
};

enum class Base {
    void_,
    boolean,
    byte,
    char_,    // 8 bits, a character: unsigned unless is_signed
    small,    // 8 bits, an integer (__int8 too)
    short_,   // 16 bits (__int16 too)
    int_,     // 32 bits (kept apart from long for the C spelling)
    long_,    // 32 bits (__int32 too)
    hyper,    // 64 bits (__int64 and long long too)
    int3264,  // 32 bits on the NDR20 wire, pointer-sized in memory
    float_,
    double_,
    wchar,
    error_status,
    handle,       // handle_t
    int128,       // parses, cannot be remoted
    float80,      // parses, cannot be remoted
    float128,     // parses, cannot be remoted
    bind_opaque,  // a pointer-sized name MIDL knows from COM (BSTR-like); never produced for plain RPC
};

struct BaseType final : Type {
    Base base = Base::void_;
    bool is_unsigned = false;
    bool is_signed = false;  // `signed` was written
    std::string spelling;    // as written when it is not the plain name ("__int64", "unsigned int")

    BaseType() : Type(TypeKind::base) {}
};

struct AliasType final : Type {
    const Typedef* definition = nullptr;

    AliasType() : Type(TypeKind::alias) {}
};

struct QualifiedType final : Type {
    Type* base = nullptr;
    bool is_const = false;
    bool is_volatile = false;

    QualifiedType() : Type(TypeKind::qualified) {}
};

// The correlation attributes of one dimension. Null = not given.
struct Bounds {
    Expr* size_is = nullptr;
    Expr* max_is = nullptr;
    Expr* min_is = nullptr;
    Expr* length_is = nullptr;
    Expr* last_is = nullptr;
    Expr* first_is = nullptr;

    bool is_sized() const { return size_is || max_is; }
    bool is_varying() const { return length_is || last_is || first_is; }
    bool any() const { return is_sized() || is_varying() || min_is; }
};

enum class PointerClass { unset, ref, unique, full };  // full = [ptr]

struct PointerType final : Type {
    Type* pointee = nullptr;
    PointerClass pointer_class = PointerClass::unset;  // decided; `unset` only behind [local] or void*
    bool is_class_explicit = false;                    // written on this use (or its typedef) rather than defaulted
    Bounds bounds;                                     // any(): points at an array of that size
    bool is_string = false;
    bool is_byte_string = false;  // [bstring]

    PointerType() : Type(TypeKind::pointer) {}
};

struct ArrayType final : Type {
    Type* element = nullptr;
    Expr* dimension = nullptr;          // null for [] and [*]; `value` is set for a fixed array
    std::optional<std::int64_t> count;  // number of elements of a fixed array
    Bounds bounds;
    bool is_string = false;
    bool is_byte_string = false;

    ArrayType() : Type(TypeKind::array) {}
    bool is_conformant() const { return !count.has_value(); }
};

struct Field final : Node {
    std::string name;      // empty: anonymous struct or union member, or an empty union arm
    Type* type = nullptr;  // null: empty union arm (`case 3: ;`)
    Attributes attributes;
    Expr* bit_width = nullptr;
    // Arms of a union. MS-style unions ([case(...)]), IDL-style and encapsulated unions all end up here.
    std::vector<Expr*> cases;
    bool is_default = false;
};

struct StructType final : Type {
    std::string tag;  // empty: anonymous
    std::vector<Field*> fields;
    Attributes attributes;
    bool is_defined = false;
    bool is_imported = false;
    int pack = 8;                            // -Zp or the #pragma pack in force where the body stands
    const Typedef* first_typedef = nullptr;  // the typedef whose declarator names an anonymous body

    StructType() : Type(TypeKind::structure) {}
};

struct UnionType final : Type {
    std::string tag;
    std::vector<Field*> arms;
    Attributes attributes;  // switch_type() of a non-encapsulated union is here, its type in `switch_type`
    bool is_defined = false;
    bool is_imported = false;
    int pack = 8;
    Type* switch_type = nullptr;
    // Encapsulated: `union [tag] switch (switch_type switch_name) [union_name] { ... }`: in C a struct of the two.
    bool is_encapsulated = false;
    std::string switch_name;
    std::string union_name = "tagged_union";
    const Typedef* first_typedef = nullptr;

    UnionType() : Type(TypeKind::union_) {}
};

struct Enumerator final : Node {
    std::string name;
    Expr* initializer = nullptr;
    std::int64_t value = 0;
    const EnumType* owner = nullptr;
};

struct EnumType final : Type {
    std::string tag;
    std::vector<Enumerator*> enumerators;
    Attributes attributes;
    bool is_v1 = false;  // [v1_enum]: 32 bits on the wire
    bool is_defined = false;
    bool is_imported = false;
    const Typedef* first_typedef = nullptr;

    EnumType() : Type(TypeKind::enumeration) {}
};

struct PipeType final : Type {
    Type* element = nullptr;
    std::string name;           // the typedef's; empty only where no typedef declares it, which the checks refuse
    bool is_anonymous = false;  // `typedef pipe long *NAME;`: the typedef names a pointer, the pipe has but a tag
    bool is_async = false;      // as parameters of asynchronous operations have it, with another structure in C

    PipeType() : Type(TypeKind::pipe) {}
};

struct FunctionType final : Type {
    Type* result = nullptr;
    std::vector<Parameter*> parameters;
    std::string calling_convention;
    bool is_variadic = false;

    FunctionType() : Type(TypeKind::function) {}
};

struct InterfaceType final : Type {
    Interface* interface_ = nullptr;

    InterfaceType() : Type(TypeKind::interface) {}
};

struct SafeArrayType final : Type {
    Type* element = nullptr;

    SafeArrayType() : Type(TypeKind::safe_array) {}
};

struct OpaqueType final : Type {
    std::string name;

    OpaqueType() : Type(TypeKind::opaque) {}
};

struct ErrorType final : Type {
    ErrorType() : Type(TypeKind::error) {}
};

// ---- declarations

enum class DeclKind {
    typedef_,
    tagged_type,  // `struct S {...};`, a forward declaration, or a bare enum
    constant,
    operation,
    interface,
    import,
    cpp_quote,
    pragma,
    com_block,  // library, coclass, module, importlib
};

struct Decl : Node {
    DeclKind kind;
    bool is_imported = false;    // came in through `import`: referenced, never emitted
    Interface* owner = nullptr;  // null at file level

    explicit Decl(DeclKind k) : kind(k) {}
};

struct Typedef final : Decl {
    std::string name;
    Type* type = nullptr;
    Attributes attributes;
    // One C statement may define several names (`typedef struct S {...} S, *PS;`). The first of the statement holds the
    // group, itself included; the others have an empty one and are printed with it.
    std::vector<Typedef*> group;
    Type* group_base = nullptr;  // the specifier shared by the group, e.g. the struct
    bool is_group_head = true;
    bool is_predefined = false;  // known to the compiler itself

    Typedef() : Decl(DeclKind::typedef_) {}
};

struct TaggedDecl final : Decl {
    Type* type = nullptr;  // StructType, UnionType or EnumType
    bool is_definition = false;

    TaggedDecl() : Decl(DeclKind::tagged_type) {}
};

struct Constant final : Decl {
    std::string name;
    Type* type = nullptr;
    Expr* value = nullptr;

    Constant() : Decl(DeclKind::constant) {}
};

struct Parameter final : Node {
    std::string name;
    Type* type = nullptr;
    Attributes attributes;
    bool is_in = false;
    bool is_out = false;
    int index = 0;  // position among Operation::parameters
    // Not in the IDL: the handle_t of [explicit_handle], the status of an ACF [comm_status]/[fault_status] parameter.
    bool is_synthesized = false;
    bool is_transmitted = true;  // false: handle_t, and synthesized status parameters
};

enum class HandleType { none, primitive, generic, context };

// How an operation finds its server.
struct Binding {
    enum class Mode { none, parameter, implicit, automatic };
    Mode mode = Mode::none;
    HandleType type = HandleType::none;
    const Parameter* parameter = nullptr;   // mode == parameter
    bool is_via_pointer = false;            // the parameter is a pointer to the handle
    const Typedef* generic_type = nullptr;  // type == generic: the [handle] typedef (routine names derive from it)
    const Typedef* context_type = nullptr;  // type == context, when declared by typedef
};

struct Operation final : Decl {
    std::string name;
    Type* result = nullptr;
    std::vector<Parameter*> parameters;
    Attributes attributes;
    std::string calling_convention;
    int number = -1;  // procedure number; callbacks count on their own; -1 for [local] and [call_as] targets
    bool is_local = false;
    bool is_callback = false;
    bool is_async = false;
    bool is_variadic = false;        // [local] only
    Operation* called_as = nullptr;  // on the remotable [call_as(x)] operation: the [local] x
    Binding binding;

    Operation() : Decl(DeclKind::operation) {}
};

struct Endpoint {
    std::string protseq;
    std::string address;
    Location where;
};

struct Uuid {
    std::uint32_t data1 = 0;
    std::uint16_t data2 = 0;
    std::uint16_t data3 = 0;
    std::uint8_t data4[8] = {};

    bool operator==(const Uuid&) const = default;
};

struct ImplicitHandle {
    Type* type = nullptr;
    std::string name;
    HandleType kind = HandleType::none;
    const Typedef* generic_type = nullptr;
    Location where;
};

struct Interface final : Decl {
    std::string name;
    Attributes attributes;
    std::optional<Uuid> uuid;
    std::optional<Uuid> async_uuid;
    int version_major = 0;
    int version_minor = 0;
    std::vector<Endpoint> endpoints;
    PointerClass pointer_default = PointerClass::unset;
    bool is_object = false;
    bool is_dispatch = false;  // a dispinterface: its members are called through IDispatch::Invoke only
    bool is_local = false;
    bool is_defined = false;  // false: only a forward declaration was seen
    std::string base_name;
    Location base_where;
    Interface* base = nullptr;
    std::vector<Decl*> statements;       // in source order, operations included
    std::vector<Operation*> operations;  // remote operations in procedure order: no [local], no callbacks
    std::vector<Operation*> callbacks;
    std::optional<ImplicitHandle> implicit_handle;
    bool is_auto_handle = false;            // [auto_handle], or nothing was said and some operation needs it
    std::vector<std::string> acf_includes;  // `include "x.h"` of the ACF: goes into the stubs
    bool encode = false;                    // [encode]/[decode] on the interface: pickling
    bool decode = false;

    Interface() : Decl(DeclKind::interface) {}
};

struct Import final : Decl {
    std::string name;  // as written, backslashes turned into slashes
    std::string path;  // as found

    Import() : Decl(DeclKind::import) {}
};

struct CppQuote final : Decl {
    std::string text;  // unescaped: exactly the line for the header

    CppQuote() : Decl(DeclKind::cpp_quote) {}
};

struct Pragma final : Decl {
    std::string text;  // `#pragma ...` without the '#pragma', or the midl_pragma text
    bool is_midl = false;

    Pragma() : Decl(DeclKind::pragma) {}
};

struct ComBlock final : Decl {
    std::string keyword;  // library, coclass, module, importlib
    std::string name;
    std::optional<Uuid> uuid;
    Attributes attributes;
    std::vector<Decl*> statements;

    ComBlock() : Decl(DeclKind::com_block) {}
};

// Owns every node.
class Tree {
 public:
    template <class T>
    T* make(Location where) {
        auto owned = std::make_unique<T>();
        T* node = owned.get();
        node->where = where;
        nodes_.push_back(std::move(owned));
        return node;
    }

    template <class T>
    T* clone(const T& original) {
        auto owned = std::make_unique<T>(original);
        T* node = owned.get();
        nodes_.push_back(std::move(owned));
        return node;
    }

 private:
    std::vector<std::unique_ptr<Node>> nodes_;
};

// One compilation: the main IDL with what it imports.
struct File {
    std::string path;                    // of the main IDL, as given
    std::vector<Decl*> statements;       // of the main file at file level, in order (interfaces, imports, quotes ...)
    std::vector<Decl*> imported;         // file-level statements of imported files, imports first
    std::vector<Interface*> interfaces;  // defined in the main file, in order
    std::vector<Interface*> objects;     // defined or named by the main file's `interface NAME`, in order
    Tree tree;
};

// ---- helpers

template <class T>
const T* as(const Type* type);
template <class T>
T* as(Type* type) {
    return const_cast<T*>(as<T>(static_cast<const Type*>(type)));
}

namespace detail {
template <class T>
struct KindOf;
template <>
struct KindOf<BaseType> {
    static constexpr TypeKind value = TypeKind::base;
};
template <>
struct KindOf<AliasType> {
    static constexpr TypeKind value = TypeKind::alias;
};
template <>
struct KindOf<QualifiedType> {
    static constexpr TypeKind value = TypeKind::qualified;
};
template <>
struct KindOf<PointerType> {
    static constexpr TypeKind value = TypeKind::pointer;
};
template <>
struct KindOf<ArrayType> {
    static constexpr TypeKind value = TypeKind::array;
};
template <>
struct KindOf<StructType> {
    static constexpr TypeKind value = TypeKind::structure;
};
template <>
struct KindOf<UnionType> {
    static constexpr TypeKind value = TypeKind::union_;
};
template <>
struct KindOf<EnumType> {
    static constexpr TypeKind value = TypeKind::enumeration;
};
template <>
struct KindOf<PipeType> {
    static constexpr TypeKind value = TypeKind::pipe;
};
template <>
struct KindOf<FunctionType> {
    static constexpr TypeKind value = TypeKind::function;
};
template <>
struct KindOf<InterfaceType> {
    static constexpr TypeKind value = TypeKind::interface;
};
template <>
struct KindOf<SafeArrayType> {
    static constexpr TypeKind value = TypeKind::safe_array;
};
template <>
struct KindOf<OpaqueType> {
    static constexpr TypeKind value = TypeKind::opaque;
};
template <>
struct KindOf<ErrorType> {
    static constexpr TypeKind value = TypeKind::error;
};
}  // namespace detail

// The node as a T when it is one, else null. Does not look through aliases.
template <class T>
const T* as(const Type* type) {
    return type && type->kind == detail::KindOf<T>::value ? static_cast<const T*>(type) : nullptr;
}

// The type behind typedef names and qualifiers.
const Type* resolve(const Type* type);
Type* resolve(Type* type);

// The node behind typedef names and qualifiers as a T when it is one, else null.
template <class T>
const T* resolve_as(const Type* type) {
    return as<T>(resolve(type));
}

bool is_void(const Type* type);
bool is_handle_t(const Type* type);
bool is_integral(const Type* type);  // integers, characters, boolean, byte, enums

// The pipe a parameter of that type stands for, itself or through one pointer; null for others.
const PipeType* pipe_of(const Type* type);
bool has_pipes(const Operation& operation);

// The outermost typedef on the way to the resolved type that carries `attribute`, else null. (A private copy made for
// one use is looked through by its `spelled` name.)
const Typedef* typedef_with(const Type* type, Attribute attribute);

// Does the declaration say `attribute` itself or through one of its typedef names?
bool has_attribute(const Attributes& own, const Type* type, Attribute attribute);

}  // namespace midl
