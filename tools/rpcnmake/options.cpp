// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/options.hpp"

#include <cctype>

#include "tools/rpcgcc/command.hpp"
#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/fault.hpp"

namespace rpcnmake {
namespace {

class Parser {
 public:
    explicit Parser(std::vector<std::string> words) : words_(std::move(words)) {}

    Options parse() {
        for (at_ = 0; at_ < words_.size(); ++at_) {
            const std::string& word = words_[at_];
            if (word.size() > 1 && (word[0] == '/' || word[0] == '-')) {
                option(word.substr(1));
            } else if (const size_t sign = word.find('='); sign != word.npos) {
                if (sign == 0) fail(1063, "missing macro before '='");
                made_.macros.emplace_back(word.substr(0, sign), word.substr(sign + 1));
            } else {
                made_.targets.push_back(word);
            }
        }
        return std::move(made_);
    }

 private:
    void option(const std::string& text) {
        const std::string word = rpcgcc::lower(text);
        if (word == "nologo" || word.starts_with("errorreport")) return;
        if (word == "help" || word == "?") {
            made_.helps = true;
            return;
        }
        for (size_t i = 0; i < word.size(); ++i) {
            if (word[i] == 'f' || word[i] == 'x') {
                const std::string name = value(text.substr(i + 1), word[i]);
                if (word[i] == 'f') {
                    made_.makefiles.push_back(name);
                } else {
                    made_.complaints = name;
                }
                return;
            }
            letter(word[i], text);
        }
    }

    std::string value(std::string rest, char option) {
        if (rest.empty() && at_ + 1 < words_.size()) rest = words_[++at_];
        if (rest.empty())
            fail(option == 'f' ? 1061 : 1062, "/" + std::string(1, option) + " option requires a filename");
        return rest;
    }

    void letter(char letter, const std::string& word) {
        bool* const flag = flag_of(letter);
        if (flag == nullptr) fail(1065, "invalid option '" + word + "'");
        *flag = true;
        made_.letters += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }

    bool* flag_of(char letter) {
        BuildOptions& build = made_.build;
        switch (letter) {
            case 'a':
                return &build.all;
            case 'b':
                return &build.equal_is_old;
            case 'c':
                return &build.quiet;
            case 'd':
                return &build.manner.tells_times;
            case 'e':
                return &made_.environment_first;
            case 'g':
                return &made_.shows_included;
            case 'i':
                return &build.manner.ignoring;
            case 'k':
                return &build.goes_on;
            case 'n':
                return &build.manner.only_shown;
            case 'p':
                return &made_.shows_all;
            case 'q':
                return &build.only_asks;
            case 'r':
                return &made_.without_rules;
            case 's':
                return &build.manner.silent;
            case 't':
                return &build.only_touches;
            case 'y':
                return &build.without_batches;
            default:
                return nullptr;
        }
    }

    const std::vector<std::string> words_;
    Options made_;
    size_t at_ = 0;
};

}  // namespace

Options parse(const std::vector<std::string>& words) {
    return Parser(rpcgcc::expanded(words, rpcgcc::Quoting::microsoft)).parse();
}

}  // namespace rpcnmake
