// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/shell.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/names.hpp"

namespace rpcnmake {
namespace {

using rpcgcc::lower;

constexpr char kLoop = '\x01';  // before the letter of a loop's variable
constexpr int kDeepest = 50;

struct Token {
    enum class Kind : uint8_t { word, sign, redirection } kind;
    std::string text;   ///< as it is written
    size_t begin, end;  ///< in the line
};

/// Where quotes are not open.
bool is_escaped_quote(std::string_view text, size_t at) {
    size_t slashes = 0;
    while (slashes < at && text[at - slashes - 1] == '\\') ++slashes;
    return slashes % 2 == 1;
}

/// The longest sign that begins here; brackets are signs only where commands begin and end.
std::string_view sign_at(std::string_view text) {
    for (const std::string_view sign : {"&&", "||", "&", "|"}) {
        if (text.starts_with(sign)) return sign;
    }
    return {};
}

/// `>`, `2>>`, `2>&1` ...
size_t redirection_at(std::string_view text) {
    size_t at = 0;
    if (text.size() > 1 && (text[0] == '1' || text[0] == '2') && text[1] == '>') at = 1;
    if (at >= text.size() || (text[at] != '>' && text[at] != '<')) return 0;
    ++at;
    if (at < text.size() && text[at] == '>' && text[at - 1] == '>') ++at;
    if (at + 1 < text.size() && text[at] == '&' && std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0) at += 2;
    return at;
}

class Scanner {
 public:
    explicit Scanner(std::string_view line) : line_(line) {}

    std::vector<Token> tokens() {
        for (size_t at = 0; at < line_.size();) {
            if (is_blank(line_[at]) || line_[at] == '\n') {
                ++at;
            } else if (const auto sign = sign_at(line_.substr(at)); !sign.empty()) {
                at = add(Token::Kind::sign, at, sign.size());
            } else if (line_[at] == '(' && begins_command()) {
                at = add(Token::Kind::sign, at, 1);
                ++depth_;
            } else if (line_[at] == ')' && depth_ > 0) {
                at = add(Token::Kind::sign, at, 1);
                --depth_;
            } else if (const size_t size = redirection_at(line_.substr(at)); size > 0) {
                at = add(Token::Kind::redirection, at, size);
            } else {
                at = add(Token::Kind::word, at, word_size(at));
            }
        }
        return std::move(tokens_);
    }

 private:
    size_t add(Token::Kind kind, size_t at, size_t size) {
        tokens_.push_back({kind, std::string(line_.substr(at, size)), at, at + size});
        return at + size;
    }

    bool begins_command() const {
        if (tokens_.empty() || tokens_.back().kind == Token::Kind::sign) return true;
        const std::string before = lower(tokens_.back().text);
        if (before == "else" || before == "do" || before == "in") return true;
        // What an `if` asks ends before it.
        return std::ranges::any_of(tokens_, [](const Token& each) { return lower(each.text) == "if"; });
    }

    size_t word_size(size_t from) const {
        bool inside = false;
        size_t at = from;
        for (; at < line_.size(); ++at) {
            const char c = line_[at];
            if (c == '"' && !is_escaped_quote(line_, at)) inside = !inside;
            if (inside) continue;
            if (c == '^' && at + 1 < line_.size()) {
                ++at;
                continue;
            }
            if (is_blank(c) || c == '\n' || c == '&' || c == '|' || c == '>' || c == '<') break;
            if (c == ')' && depth_ > 0) break;
        }
        return std::max(at - from, size_t{1});
    }

    const std::string_view line_;
    std::vector<Token> tokens_;
    int depth_ = 0;
};

/// As a program gets it: without quotes and the signs that hide something.
std::string argument_of(std::string_view word) {
    std::string made;
    bool inside = false;
    for (size_t i = 0; i < word.size(); ++i) {
        if (word[i] == '\\') {
            size_t count = 1;
            while (i + count < word.size() && word[i + count] == '\\') ++count;
            const bool quote = i + count < word.size() && word[i + count] == '"';
            made.append(quote ? count / 2 : count, '\\');
            i += count - 1;
            if (quote && count % 2 == 1) made += word[++i];
        } else if (word[i] == '"') {
            inside = !inside;
        } else if (word[i] == '^' && !inside && i + 1 < word.size()) {
            made += word[++i];
        } else {
            made += word[i];
        }
    }
    return made;
}

/// In single quotes; a loop's variable stays one.
std::string said(std::string_view text) {
    std::string made = "'";
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == kLoop && i + 1 < text.size()) {
            made += "'\"$rpc_loop_" + std::string(1, text[++i]) + "\"'";
        } else if (text[i] == '\'') {
            made += "'\\''";
        } else {
            made += text[i];
        }
    }
    return made + "'";
}

/// A pattern: what is no * or ? is in quotes.
std::string pattern(std::string_view text) {
    std::string made, plain;
    for (const char c : text) {
        if (c != '*' && c != '?') {
            plain += c;
            continue;
        }
        if (!plain.empty()) made += said(plain);
        plain.clear();
        made += c;
    }
    if (!plain.empty()) made += said(plain);
    // *.* is every file there.
    return made == "*'.'*" ? "*" : made;
}

bool is_switch(std::string_view word) {
    return word.size() > 1 && word[0] == '/' && word.find_first_of("/\\", 1) == word.npos;
}

struct Builtin {
    std::string_view name, function;
};
constexpr auto kBuiltins = std::to_array<Builtin>({{"del", "rpc_del"},
                                                   {"erase", "rpc_del"},
                                                   {"md", "rpc_md"},
                                                   {"mkdir", "rpc_md"},
                                                   {"rd", "rpc_rd"},
                                                   {"rmdir", "rpc_rd"},
                                                   {"move", "rpc_move"},
                                                   {"ren", "rpc_ren"},
                                                   {"rename", "rpc_ren"},
                                                   {"type", "cat --"},
                                                   {"xcopy", "rpc_xcopy"},
                                                   {"cd", "rpc_cd"},
                                                   {"chdir", "rpc_cd"},
                                                   {"pushd", "rpc_cd"},
                                                   {"popd", "cd \"$OLDPWD\""},
                                                   {"rc", "rpc_rc"},
                                                   {"dir", "ls"}});
constexpr auto kNothing = std::to_array<std::string_view>(
    {"rem", "cls", "title", "color", "verify", "break", "vol", "attrib", "pause", "setlocal", "endlocal", "mt", "ver"});
constexpr auto kTools =
    std::to_array<Builtin>({{"cl", "rpccl"}, {"link", "rpclink"}, {"lib", "rpclib"}, {"midl", "midl"}, {"nmake", ""}});

template <size_t size>
std::optional<std::string_view> function_of(const std::array<Builtin, size>& table, std::string_view name) {
    const auto found = std::ranges::find(table, name, &Builtin::name);
    return found == table.end() ? std::nullopt : std::optional(found->function);
}

/// The values of %NAME%; what is no variable stays.
std::string with_variables(std::string_view text, const Surroundings& around) {
    std::string made;
    for (size_t i = 0; i < text.size(); ++i) {
        const size_t end = text[i] == '%' ? text.find('%', i + 1) : text.npos;
        const auto value = end == text.npos || end == i + 1
                               ? std::nullopt
                               : around.variable(std::string(text.substr(i + 1, end - i - 1)));
        if (value) {
            made += *value;
            i = end;
        } else {
            made += text[i];
        }
    }
    return made;
}

class Translator {
 public:
    Translator(std::string_view line, const Surroundings& around)
        : line_(line), around_(around), tokens_(Scanner(line_).tokens()) {}

    std::string whole() {
        std::string made = list(0);
        while (at_ < tokens_.size()) {  // a bracket too many
            ++at_;
            made += refused("')'");
        }
        return made;
    }

 private:
    bool done() const { return at_ >= tokens_.size(); }
    bool is_sign(std::string_view text) const {
        return !done() && tokens_[at_].kind == Token::Kind::sign && tokens_[at_].text == text;
    }
    bool is_word(std::string_view text) const {
        return !done() && tokens_[at_].kind == Token::Kind::word && lower(tokens_[at_].text) == text;
    }
    static std::string refused(std::string_view what) { return "rpc_refuse " + said(what); }

    /// Up to the end, a bracket, or a command's `else`.
    std::string list(int depth) {
        if (depth > kDeepest) {
            at_ = tokens_.size();
            return refused("brackets");
        }
        std::string made;
        while (!done() && !is_sign(")")) {
            if (is_word("else") && depth > 0) break;
            if (tokens_[at_].kind == Token::Kind::sign && tokens_[at_].text != "(") {
                const std::string sign = tokens_[at_++].text;
                made += sign == "&" ? " ; " : " " + sign + " ";
            } else {
                made += one(depth);
            }
        }
        return made.empty() ? ":" : made;
    }

    std::string one(int depth) {
        if (is_sign("(")) {
            ++at_;
            std::string made = "{ " + list(depth + 1) + "; }";
            if (is_sign(")")) ++at_;
            return made + redirections();
        }
        std::string& first = tokens_[at_].text;
        while (first.starts_with('@')) first.erase(0, 1);
        if (first.empty()) {
            ++at_;
            return "";
        }
        const std::string word = lower(first);
        if (word == "if") return condition(depth);
        if (word == "for") return loop(depth);
        if (word == "call") {
            ++at_;
            return done() ? ":" : one(depth);
        }
        if (word.starts_with("echo") && (word.size() == 4 || word.find_first_of(".:;/(", 4) == 4)) return echo();
        return simple();
    }

    std::string redirections() {
        std::string made;
        while (!done() && tokens_[at_].kind == Token::Kind::redirection) made += redirection();
        return made;
    }
    std::string redirection() {
        std::string made = " " + tokens_[at_++].text;
        if (made.find('&') != made.npos || done() || tokens_[at_].kind != Token::Kind::word) return made;
        const std::string file = argument_of(tokens_[at_++].text);
        return made + (lower(file) == "nul" ? "/dev/null" : said(slashed(file)));
    }

    /// What is written, to the end of the command; only redirections are taken out.
    std::string echo() {
        const Token first = tokens_[at_++];
        std::string text = first.text.substr(std::min<size_t>(first.text.size(), 5)), redirected;
        if (first.text.size() > 4 && first.text[4] == ':') text = first.text.substr(5);
        size_t end = first.end + (first.text.size() == 4 ? 1 : 0);
        bool has_words = first.text.size() > 4;
        while (!done() && tokens_[at_].kind != Token::Kind::sign) {
            const Token& token = tokens_[at_];
            if (token.begin > end) text += line_.substr(end, token.begin - end);
            if (token.kind == Token::Kind::redirection) {
                redirected += redirection();
                end = done() ? line_.size() : tokens_[at_].begin;
                continue;
            }
            ++at_;
            text += caretless(token.text);
            end = token.end;
            has_words = true;
        }
        if (!done() && tokens_[at_].begin > end) text += line_.substr(end, tokens_[at_].begin - end);
        const std::string low = lower(trimmed(text));
        if (!has_words || low == "off" || low == "on") return ":" + redirected;
        return "printf '%s\\n' " + said(text) + redirected;
    }
    static std::string caretless(std::string_view word) {
        std::string made;
        bool inside = false;
        for (size_t i = 0; i < word.size(); ++i) {
            if (word[i] == '"') inside = !inside;
            if (word[i] == '^' && !inside && i + 1 < word.size()) ++i;
            made += word[i];
        }
        return made;
    }

    std::string condition(int depth) {
        ++at_;
        bool any_case = false, inverted = false;
        for (; is_word("/i") || is_word("not"); ++at_) {
            any_case = any_case || is_word("/i");
            inverted = inverted || is_word("not");
        }
        std::string asked = question(any_case);
        if (asked.empty() || done()) {
            at_ = tokens_.size();
            return refused("if");
        }
        std::string made = std::string("if ") + (inverted ? "! " : "") + asked + "; then " + branch(depth);
        if (is_word("else")) {
            ++at_;
            made += "; else " + (done() ? ":" : branch(depth));
        }
        return made + "; fi";
    }
    std::string branch(int depth) { return is_sign("(") ? one(depth + 1) : list(depth + 1); }

    std::string question(bool any_case) {
        const std::string kind = done() ? "" : lower(tokens_[at_].text);
        if (kind == "exist" || kind == "defined" || kind == "errorlevel") {
            ++at_;
            if (done()) return "";
            const std::string what = argument_of(tokens_[at_++].text);
            if (kind == "exist") return "rpc_exist " + pattern(slashed(what));
            if (kind == "defined") return "rpc_defined " + said(what);
            return "[ $? -ge " + said(what) + " ]";
        }
        // Two texts, with == between them, parted by blanks or not.
        std::string text;
        size_t sign = text.npos;
        while (!done() && tokens_[at_].kind == Token::Kind::word) {
            text += tokens_[at_++].text;
            sign = text.find("==");
            if (sign != text.npos && sign + 2 < text.size()) break;
        }
        if (sign == text.npos) return "";
        std::string one = text.substr(0, sign), other = text.substr(sign + 2);
        if (any_case) {
            one = lower(one);
            other = lower(other);
        }
        return "[ " + said(one) + " = " + said(other) + " ]";
    }

    std::string loop(int depth) {
        ++at_;
        std::string name = done() ? "" : tokens_[at_].text;
        while (name.starts_with('%')) name.erase(0, 1);
        if (name.size() != 1 || std::isalpha(static_cast<unsigned char>(name[0])) == 0) {
            at_ = tokens_.size();
            return refused("for with options");
        }
        ++at_;
        if (is_word("in")) ++at_;
        std::string words;
        if (is_sign("(")) ++at_;
        for (; !done() && !is_sign(")"); ++at_) words += " " + pattern(slashed(argument_of(tokens_[at_].text)));
        if (!done()) ++at_;
        if (is_word("do")) ++at_;
        // The command says %f for the variable.
        for (size_t i = at_; i < tokens_.size(); ++i) {
            std::string& text = tokens_[i].text;
            for (const std::string& sign : {"%%" + name, "%" + name}) {
                for (size_t at = 0; (at = text.find(sign, at)) != text.npos;) {
                    text.replace(at, sign.size(), std::string(1, kLoop) + name);
                }
            }
        }
        return "for rpc_loop_" + name + " in" + words + "; do " + (done() ? ":" : branch(depth)) + "; done";
    }

    /// A program or command with its words and redirections.
    std::string simple() {
        std::vector<std::string> words;
        std::string redirected;
        while (!done() && tokens_[at_].kind != Token::Kind::sign) {
            if (tokens_[at_].kind == Token::Kind::redirection) {
                redirected += redirection();
            } else if (is_word("else")) {
                break;
            } else {
                words.push_back(tokens_[at_++].text);
            }
        }
        if (words.empty()) return ":" + redirected;
        return command(words) + redirected;
    }

    std::string command(const std::vector<std::string>& words) {
        const std::string program = argument_of(words.front());
        std::string name = lower(file_of(program));
        if (name.ends_with(".exe")) name.resize(name.size() - 4);
        if (const auto tool = function_of(kTools, name)) {
            return arguments(said(tool->empty() ? around_.self : *tool), words, false);
        }
        if (std::ranges::find(kNothing, name) != kNothing.end()) return ":";
        if (name == "set") return variable(words);
        if (name == "exit") return "exit " + (words.size() > 1 ? said(argument_of(words.back())) : "0");
        if (name == "copy") return copy(words);
        if (name == "start") return started(words);
        if (const auto function = function_of(kBuiltins, name)) return builtin(*function, words);
        if (name.ends_with(".bat") || name.ends_with(".cmd")) return refused(program);
        return arguments(said(program_file(program)), words, true);
    }

    /// cmd looks in the current folder first.
    std::string program_file(const std::string& program) const {
        const std::string path = slashed(program);
        for (const char* ending : {"", ".exe"}) {
            const auto file = around_.file(path + ending);
            if (file) return file->find('/') == file->npos ? "./" + *file : *file;
        }
        return path;
    }

    /// Tools of Windows' kind read backslashes; others get slashes.
    std::string arguments(std::string made, const std::vector<std::string>& words, bool slashes) const {
        for (size_t i = 1; i < words.size(); ++i) {
            std::string word = argument_of(words[i]);
            const bool option = word.starts_with('/') || word.starts_with('-') || word.starts_with('@');
            if (slashes) word = slashed(word);
            if (!option && word.find_first_of("*?") != word.npos) {
                made += " " + pattern(slashed(word));
                continue;
            }
            made += " " + said(option ? word : as_it_is(word));
        }
        return made;
    }

    /// The file of that name in the case it has.
    std::string as_it_is(const std::string& word) const {
        const auto file = word.empty() ? std::nullopt : around_.file(word);
        return file && *file != slashed(word) && lower(*file) == lower(slashed(word)) ? *file : word;
    }

    std::string builtin(std::string_view function, const std::vector<std::string>& words) const {
        std::string made(function);
        for (size_t i = 1; i < words.size(); ++i) {
            const std::string word = argument_of(words[i]);
            made += " " + (is_switch(word) ? said(lower(word)) : pattern(as_it_is(slashed(word))));
        }
        return made;
    }

    std::string copy(const std::vector<std::string>& words) const {
        std::vector<std::string> files;
        bool joins = false;
        for (size_t i = 1; i < words.size(); ++i) {
            const std::string word = slashed(argument_of(words[i]));
            if (is_switch(word)) continue;
            for (size_t at = 0; at <= word.size();) {
                const size_t end = std::min(word.find('+', at), word.size());
                if (end > at) files.push_back(word.substr(at, end - at));
                joins = joins || end < word.size();
                at = end + 1;
            }
        }
        std::string made = joins ? "rpc_join" : "rpc_copy";
        for (const std::string& file : files) made += " " + pattern(as_it_is(file));
        return made;
    }

    static std::string variable(const std::vector<std::string>& words) {
        std::string text;
        for (size_t i = 1; i < words.size(); ++i) text += (i > 1 ? " " : "") + argument_of(words[i]);
        const size_t sign = text.find('=');
        if (sign == text.npos) return ":";
        const std::string name = text.substr(0, sign);
        const bool good = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                          std::ranges::all_of(name, [](char c) {
                              return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
                          });
        return good ? "export " + name + "=" + said(text.substr(sign + 1)) : refused("set " + name);
    }

    std::string started(const std::vector<std::string>& words) {
        size_t first = 1;
        if (first < words.size() && words[first].starts_with('"')) ++first;  // a title
        while (first < words.size() && is_switch(words[first])) ++first;
        if (first == words.size()) return ":";
        return "{ " + command({words.begin() + static_cast<std::ptrdiff_t>(first), words.end()}) + " & }";
    }

    const std::string line_;
    const Surroundings& around_;
    std::vector<Token> tokens_;
    size_t at_ = 0;
};

}  // namespace

std::string shell_script(std::string_view command, const Surroundings& surroundings) {
    return Translator(with_variables(command, surroundings), surroundings).whole();
}

std::optional<Change> change_of(std::string_view command, const Surroundings& surroundings) {
    const std::string line = with_variables(command, surroundings);
    const auto tokens = Scanner(line).tokens();
    const bool plain = std::ranges::all_of(tokens, [](const Token& each) { return each.kind == Token::Kind::word; });
    if (!plain || tokens.size() < 2) return std::nullopt;
    const std::string name = lower(tokens[0].text);
    const std::string rest(trimmed(std::string_view(line).substr(tokens[1].begin)));
    if (name == "cd" || name == "chdir") {
        const bool drive = lower(tokens[1].text) == "/d" && tokens.size() > 2;
        return Change{Change::Kind::folder, "", slashed(argument_of(tokens[drive ? 2 : 1].text))};
    }
    const size_t sign = rest.find('=');
    if (name != "set" || sign == rest.npos || sign == 0) return std::nullopt;
    return Change{Change::Kind::variable, rest.substr(0, sign), rest.substr(sign + 1)};
}

}  // namespace rpcnmake
