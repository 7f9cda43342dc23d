// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/exception_blocks.hpp"

#include <optional>
#include <string>
#include <utility>

namespace rpcgcc {
namespace {

/// What the macros of <rpcexcept.h> stand for in one language; block_texts.py has asked gcc.
struct BlockTexts {
    std::string_view try_except, except, filtered, end_except;
    std::string_view try_finally, finally_, end_finally;
};
#include "tools/rpcgcc/block_texts.inc"

bool is_any_word(const Token& token, std::string_view one, std::string_view other) {
    return is_word(token, one) || is_word(token, other);
}

struct Braces {
    size_t open, close;
};

class Blocks {
 public:
    explicit Blocks(Unit& unit) : unit_(unit), texts_(unit.language == Language::c ? kTextsOfC : kTextsOfCxx) {}

    /// Those that begin in [from, to), and what is in them.
    void expand(size_t from, size_t to) {
        for (size_t i = from; i < to; ++i) {
            const Token& token = unit_.tokens[i];
            if (token.kind != Kind::word) continue;
            // And those of <rpcexcept.h>, whose macros are gone.
            unit_.guarded = unit_.guarded || token.text.starts_with("_try") || token.text.starts_with("__try") ||
                            token.text == "RpcExceptionScope" || token.text == "RpcFinallyScope";
            if (is_any_word(token, "__try", "_try")) {
                const auto end = block(i);
                if (!end) return;
                i = *end;
            } else if (is_any_word(token, "__leave", "_leave")) {
                leave(i);
            } else if (is_any_word(token, "__except", "_except") || is_any_word(token, "__finally", "_finally")) {
                error(i, "'" + std::string(token.text) + "' without __try");
            } else if (token.text == "return" && in_finally_) {
                error(i, "a __finally block cannot return from its function here");
            }
        }
    }

 private:
    struct Guarded {
        size_t number;
        bool left = false;  // by __leave
    };

    /// Where the block ends; empty when it is none.
    std::optional<size_t> block(size_t keyword) {
        const auto body = braces(next(unit_.tokens, keyword + 1));
        if (!body) return fail(keyword, "no block after __try");
        const size_t handler = next(unit_.tokens, body->close + 1);
        if (handler == unit_.tokens.size()) return fail(keyword, "__try without __except or __finally");
        const bool is_except = is_any_word(unit_.tokens[handler], "__except", "_except");
        if (!is_except && !is_any_word(unit_.tokens[handler], "__finally", "_finally")) {
            return fail(keyword, "__try without __except or __finally");
        }
        unit_.replace(keyword, std::string(is_except ? texts_.try_except : texts_.try_finally));
        guarded(*body);
        return is_except ? except(handler) : finally_(handler);
    }

    void guarded(const Braces& body);

    std::optional<size_t> except(size_t keyword);
    std::optional<size_t> finally_(size_t keyword);
    std::optional<Braces> braces(size_t open) const;

    void leave(size_t index) {
        if (innermost_ == nullptr) return error(index, "__leave outside of __try");
        innermost_->left = true;
        unit_.replace(index, "goto " + label(*innermost_));
    }
    static std::string label(const Guarded& block) { return "rpc_leave_" + std::to_string(block.number); }

    void append(size_t index, std::string_view text) {
        unit_.replace(index, std::string(unit_.tokens[index].text) + std::string(text));
    }
    void error(size_t index, std::string text) { unit_.complain(Complaint::Kind::error, index, std::move(text)); }
    std::nullopt_t fail(size_t index, std::string text) {
        error(index, std::move(text));
        return std::nullopt;
    }

    Unit& unit_;
    const BlockTexts& texts_;
    Guarded* innermost_ = nullptr;
    bool in_finally_ = false;
    size_t count_ = 0;
};

std::optional<Braces> Blocks::braces(size_t open) const {
    if (open == unit_.tokens.size() || !is(unit_.tokens[open], "{")) return std::nullopt;
    const size_t close = closing(unit_.tokens, open);
    return close == unit_.tokens.size() ? std::nullopt : std::optional(Braces{open, close});
}

void Blocks::guarded(const Braces& body) {
    Guarded block{++count_};
    Guarded* const around = innermost_;
    innermost_ = &block;
    expand(body.open + 1, body.close);
    innermost_ = around;
    if (block.left) append(body.close, " " + label(block) + ":;");
}

std::optional<size_t> Blocks::except(size_t keyword) {
    const size_t open = next(unit_.tokens, keyword + 1);
    if (open == unit_.tokens.size() || !is(unit_.tokens[open], "(")) return fail(keyword, "__except without a filter");
    const size_t close = closing(unit_.tokens, open);
    const auto handler = braces(next(unit_.tokens, close + 1));
    if (!handler) return fail(keyword, "no block after __except");
    unit_.replace(keyword, std::string(texts_.except));
    append(close, texts_.filtered);
    // What leaves a handler leaves the block around this one.
    expand(handler->open + 1, handler->close);
    append(handler->close, texts_.end_except);
    return handler->close;
}

std::optional<size_t> Blocks::finally_(size_t keyword) {
    const auto body = braces(next(unit_.tokens, keyword + 1));
    if (!body) return fail(keyword, "no block after __finally");
    unit_.replace(keyword, std::string(texts_.finally_));
    const bool before = std::exchange(in_finally_, true);
    Guarded* const around = std::exchange(innermost_, nullptr);
    expand(body->open + 1, body->close);
    innermost_ = around;
    in_finally_ = before;
    append(body->close, texts_.end_finally);
    return body->close;
}

}  // namespace

void expand_exception_blocks(Unit& unit) { Blocks(unit).expand(0, unit.tokens.size()); }

}  // namespace rpcgcc
