// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The parsers' common part and the IDL parser: tokens to tree by recursive descent. Names of types are resolved while
// parsing (MIDL wants them declared first), identifiers in expressions when the parameter list or structure they stand
// in is complete. A syntax error is reported once and skipped to the next statement: the function that found it throws
// Abandon, the statement loop catches it. parser.cpp holds tokens and recovery; parser_attributes, parser_expressions,
// parser_types, parser_declarators, parser_interface and parser_com the rest; acf.cpp derives the ACF parser.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/midl/ast.hpp"
#include "tools/midl/lexer.hpp"
#include "tools/midl/symbols.hpp"

namespace midl {

class Diagnostics;
class Sources;
struct Options;

// What all parsers of one compilation share.
struct ParseContext {
    File& file;
    Symbols& symbols;
    Sources& sources;
    Diagnostics& diagnostics;
    const Options& options;
    // Loads and parses an imported file; `from` is the importing file's path. Null when imports are not possible.
    std::function<void(Import& import, const std::string& from)> import_file;
    bool has_syntax_error = false;  // statements are missing from the tree
};

class ParserBase {
 protected:
    struct Abandon {};  // a syntax error was reported; unwind to the statement

    ParserBase(ParseContext& context, const TokenStream& stream) : context_(context), stream_(stream) {}

    // ---- tokens
    const Token& token(std::size_t ahead = 0) const;
    bool at(std::string_view spelling) const { return token().is(spelling); }
    bool at_end() const { return token().kind == TokenKind::end; }
    void advance();
    // A #pragma may stand between any two tokens; what it does happens when the parser comes past it.
    void take_pragmas();
    virtual void pragma(const Token&) {}
    bool accept(std::string_view spelling);
    void expect(std::string_view spelling);
    Location here() const { return token().where; }
    std::string identifier(std::string_view what);
    std::string string_literal();
    // The raw text up to (not including) the token at `close` depth 0; stands on that token afterwards.
    std::string raw_until_close();
    std::size_t offset_end() const;

    // ---- errors
    [[noreturn]] void syntax_error(std::string_view expected);
    Location expected_place() const;
    void error(Location where, int code, const std::string& text);
    // Past the end of the broken statement: after `;` at this level, or before the `}` that closes the level.
    void recover();
    // The same, out of the blocks entered since there were `braces` open ones.
    void recover(int braces);
    int braces() const { return braces_; }
    void skip_balanced();

    // Deeper nesting and longer chains than this are refused before they can exhaust the stack.
    static constexpr int kMaxDepth = 200;
    static constexpr std::size_t kMaxChain = 1000;
    [[noreturn]] void too_deep();
    struct DepthGuard {
        explicit DepthGuard(ParserBase& parser);
        ~DepthGuard() { --parser_.depth_; }
        DepthGuard(const DepthGuard&) = delete;
        DepthGuard& operator=(const DepthGuard&) = delete;

     private:
        ParserBase& parser_;
    };

    // ---- attributes (parser_attributes.cpp)
    // Zero or more [..] lists. `header` collects what only an interface has.
    struct HeaderAttributes {
        std::optional<Uuid> uuid, async_uuid;
        int version_major = 0, version_minor = 0;
        std::vector<Endpoint> endpoints;
        PointerClass pointer_default = PointerClass::unset;
        std::optional<ImplicitHandle> implicit_handle;
    };
    Attributes attributes(HeaderAttributes* header = nullptr);
    // Complains about attributes that may not stand on such a declaration, and about ACF attributes without
    // -app_config.
    void check_site(Attributes& attributes, unsigned site, std::string_view what);

    // ---- expressions (parser_expressions.cpp)
    Expr* expression();
    Expr* conditional_expression();
    // Identifiers of a frame wait until the frame's names are known; outside of frames they resolve at once.
    struct Frame {
        std::vector<Expr*> pending;
    };
    // Parses what knows constants only, not the names of the frames around it.
    template <class Parse>
    auto outside_of_frames(Parse parse) {
        std::vector<Frame> outer = std::exchange(frames_, {});
        auto parsed = parse();
        frames_ = std::move(outer);
        return parsed;
    }
    void resolve_frame(const std::vector<Parameter*>& parameters);
    void resolve_frame(const std::vector<Field*>& fields, const std::string& implicit_tag);
    void resolve_constants(std::vector<Expr*>& pending);

    // ---- types, as far as attributes and casts need them
    virtual bool starts_type(std::size_t ahead = 0) const = 0;
    virtual Type* type_name() = 0;
    // The type before a name, as in implicit_handle(handle_t h).
    virtual Type* type_specifier() { return type_name(); }

    template <class T>
    T* make(Location where) {
        return context_.file.tree.make<T>(where);
    }

    ParseContext& context_;
    std::vector<Frame> frames_;

 private:
    friend struct DepthGuard;

    void attribute_list(Attributes& attributes, HeaderAttributes* header);
    void attribute(Attributes& attributes, HeaderAttributes* header);
    void attribute_argument(const AttributeRow& row, Attributes& attributes, HeaderAttributes* header, Location where);
    void special_argument(Attribute attribute, Attributes& attributes, HeaderAttributes* header, Location where);
    void marshal_argument(Attribute attribute, Attributes& attributes);
    void name_argument(Attribute attribute, Attributes& attributes);
    void range_argument(Attributes& attributes);
    void optimize_argument(Attributes& attributes, Location where);
    void uuid_argument(std::optional<Uuid>& uuid);
    void version_argument(HeaderAttributes& header);
    void endpoint_argument(HeaderAttributes& header);
    void pointer_default_argument(HeaderAttributes& header);
    void implicit_handle_argument(HeaderAttributes& header, Location where);
    std::vector<Expr*> expression_list();
    void context_handle_options(Attributes& attributes);

    Expr* binary_expression(int minimum);
    Expr* unary_expression();
    Expr* postfix_expression();
    Expr* primary_expression();
    Expr* sizeof_expression();
    Expr* number_literal();
    Expr* character_literal();
    bool resolve_global(Expr& reference);
    void report_unresolved(const std::vector<Expr*>& pending);

    const TokenStream& stream_;
    std::size_t at_ = 0;
    int depth_ = 0;
    int braces_ = 0;  // open ones, as far as read
};

class IdlParser final : public ParserBase {
 public:
    IdlParser(ParseContext& context, const TokenStream& stream, std::string path, bool is_imported)
        : ParserBase(context, stream), path_(std::move(path)), is_imported_(is_imported) {}

    // The whole file; statements go to `statements`.
    void parse_file(std::vector<Decl*>& statements);

 private:
    struct Specifier {
        Type* type = nullptr;
        Type* defined = nullptr;  // the struct, union or enum whose body or forward declaration stands here
        bool has_body = false;
        std::string calling_convention;
        bool is_data = false;  // `extern` or `static` was written
    };
    struct Modifier {
        enum Kind { pointer, array, function } kind = pointer;
        Location where;
        bool is_const = false, is_volatile = false;  // pointer
        Expr* dimension = nullptr;                   // array
        std::vector<Parameter*> parameters;          // function
        bool is_variadic = false;
        std::string calling_convention;
    };
    struct Declarator {
        std::string name;
        Location where;
        std::vector<Modifier> modifiers;  // from the name outwards
        std::string calling_convention;
    };

    // ---- statements (parser_interface.cpp)
    void statements(std::vector<Decl*>& into, bool in_block);
    void statement(std::vector<Decl*>& into);
    void pragma(const Token& token) override;
    void echo_pragma(std::string_view text, Location where);
    // Pragmas met inside a statement follow it.
    void add_pragmas(std::vector<Decl*>& into);
    void linkage_block(std::vector<Decl*>& into);
    void pack_pragma(std::string_view text, Location where);
    void import_statement(std::vector<Decl*>& into);
    void cpp_quote_statement(std::vector<Decl*>& into);
    void midl_pragma_statement(std::vector<Decl*>& into);
    void interface_statement(std::vector<Decl*>& into, Attributes own, const HeaderAttributes& header);
    void interface_body(Interface& interface_);
    Interface* forward_interface(const std::string& name, Location where);
    void apply_header(Interface& interface_, const HeaderAttributes& header);
    Interface* named_interface(const std::string& name, Location where);
    void typedef_statement(std::vector<Decl*>& into, Attributes outer);
    void declaration_statement(std::vector<Decl*>& into, Attributes own);
    void constant(std::vector<Decl*>& into, const Specifier& base, const Declarator& name);
    void operation(std::vector<Decl*>& into, Attributes own, const Specifier& base, Declarator name);
    void add(std::vector<Decl*>& into, Decl* decl);
    void define_typedef(Typedef* symbol);
    void name_pipe(Typedef& symbol);
    static void name_anonymous(Type* defined, const std::vector<Typedef*>& group);
    void check_constant(Constant& symbol);

    // ---- type libraries (parser_com.cpp)
    bool at_com_statement() const;
    void com_statement(std::vector<Decl*>& into, Attributes own, const HeaderAttributes& header);
    void importlib(std::vector<Decl*>& into, ComBlock& block);
    void library_body(ComBlock& block);
    void coclass_body(ComBlock& block);
    void dispinterface(std::vector<Decl*>& into, const ComBlock& block);
    void dispatch_members();
    void members(const std::function<void()>& member);

    // ---- types (parser_types.cpp)
    bool starts_type(std::size_t ahead = 0) const override;
    Type* type_name() override;
    Type* type_specifier() override { return specifier().type; }
    Specifier specifier(const Attributes* attributes = nullptr);
    Type* unqualified_type(Specifier& result, const Attributes* attributes);
    Type* named_type();
    Type* base_type_words();
    Type* struct_specifier(Specifier& result, const Attributes* attributes);
    Type* union_specifier(Specifier& result, const Attributes* attributes);
    Type* enum_specifier(Specifier& result, const Attributes* attributes);
    template <class T>
    T* tagged_type(const std::string& tag, Location where, bool defines);
    void struct_body(StructType& type);
    int body_pack(Location where);
    void union_body(UnionType& type);
    void encapsulated_switch(UnionType& type);
    void enum_body(EnumType& type);
    void fields(std::vector<Field*>& into);
    void union_arm(UnionType& type);
    void field_declarators(std::vector<Field*>& into, Attributes attributes, bool is_arm);
    void require_complete(Field& field);
    void check_duplicate_fields(const std::vector<Field*>& fields);
    Type* qualify(Type* type, bool is_const, bool is_volatile, Location where);
    bool skip_modifier(Specifier* result);

    // ---- declarators (parser_declarators.cpp)
    Declarator declarator(bool may_be_abstract);
    void declarator_part(Declarator& into, bool may_be_abstract);
    void array_modifier(Declarator& into);
    void function_modifier(Declarator& into);
    void parameters(Modifier& function);
    Parameter* parameter();
    // Wraps `base` in the modifiers from the outermost down to index `first`.
    Type* apply(Type* base, const std::vector<Modifier>& modifiers, std::size_t first = 0);

    std::string path_;
    bool is_imported_;
    Interface* interface_ = nullptr;
    std::vector<const Type*> open_types_;  // structures and unions whose body is being read
    std::vector<Decl*> pragmas_;           // met, not yet among the statements
    int pack_ = 8;
    int outer_pack_ = 8;  // when the outermost of the open types began
    std::vector<int> pack_stack_;
    bool in_library_ = false;
    bool has_library_ = false;
    bool has_importlib_ = false;
};

}  // namespace midl
