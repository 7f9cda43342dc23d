// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/front.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>

#include "tools/midl/acf.hpp"
#include "tools/midl/ast.hpp"
#include "tools/midl/check.hpp"
#include "tools/midl/diagnostics.hpp"
#include "tools/midl/lexer.hpp"
#include "tools/midl/options.hpp"
#include "tools/midl/parser.hpp"
#include "tools/midl/preprocess.hpp"
#include "tools/midl/source.hpp"

namespace midl {

namespace {

namespace fs = std::filesystem;

constexpr int kAutomaticHandle = 2004;

class FrontEnd {
 public:
    FrontEnd(const Options& options, Sources& sources, Diagnostics& diagnostics)
        : options_(options), sources_(sources), diagnostics_(diagnostics), file_(std::make_unique<File>()) {
        context_.import_file = [this](Import& import, const std::string& from) { import_file(import, from); };
    }

    std::unique_ptr<File> from_disk(const std::string& path) {
        seen_.insert(canonical(path));
        file_->path = path;
        auto text = preprocess(path, options_, sources_, diagnostics_, {});
        if (!text) return nullptr;
        if (options_.save_preprocessed) save(*text, path);
        parse(path, std::move(*text), file_->statements, false);
        if (!options_.acf.empty() && !diagnostics_.too_many()) {
            const int errors = diagnostics_.errors();
            if (auto acf = preprocess(options_.acf, options_, sources_, diagnostics_, {})) {
                if (options_.save_preprocessed) save(*acf, options_.acf);
                merge_acf(options_.acf, std::move(*acf));
            }
            // What an ACF with errors would have said of handles is not known.
            if (diagnostics_.errors() > errors) diagnostics_.disable_warning(kAutomaticHandle);
        }
        return finish();
    }

    std::unique_ptr<File> from_text(const std::string& name, const std::string& idl, const std::string& acf) {
        file_->path = name;
        sources_.set_text(sources_.index_of(name), idl);
        std::string text = idl;
        normalize_source(text);
        parse(name, std::move(text), file_->statements, false);
        if (!acf.empty()) {
            const std::string acf_name = fs::path(name).replace_extension(".acf").string();
            sources_.set_text(sources_.index_of(acf_name), acf);
            text = acf;
            normalize_source(text);
            merge_acf(acf_name, std::move(text));
        }
        return finish();
    }

 private:
    static std::string canonical(const std::string& path) {
        std::error_code error;
        const fs::path real = fs::weakly_canonical(path, error);
        return error ? path : real.string();
    }

    void save(const std::string& text, const std::string& path) {
        const fs::path directory = options_.out_directory.empty() ? fs::path(".") : fs::path(options_.out_directory);
        const std::string name = (directory / (fs::path(path).filename().string() + ".i")).string();
        std::ofstream stream(name, std::ios::binary);
        stream << text;
        if (!stream.flush()) diagnostics_.error({}, 2117, "error in opening file: " + name);
    }

    void parse(const std::string& path, std::string text, std::vector<Decl*>& statements, bool is_imported) {
        TokenStream stream;
        stream.buffer = std::move(text);
        tokenize(stream, sources_.index_of(path), sources_, diagnostics_);
        IdlParser(context_, stream, path, is_imported).parse_file(statements);
    }

    void merge_acf(const std::string& path, std::string text) {
        TokenStream stream;
        stream.buffer = std::move(text);
        tokenize(stream, sources_.index_of(path), sources_, diagnostics_);
        apply_acf(context_, stream);
    }

    // The header made of an imported file is named as that file is, not as the import spells it.
    static void spell_as_found(Import& import) {
        const std::size_t size = import.name.size();
        const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
        if (import.path.size() >= size &&
            std::equal(import.name.begin(), import.name.end(), import.path.end() - static_cast<long>(size), same))
            import.name = import.path.substr(import.path.size() - size);
    }

    void import_file(Import& import, const std::string& from) {
        const auto found = find_file(import.name, from, options_);
        if (!found) {
            diagnostics_.error(import.where, 1001, "cannot open input file: " + import.name);
            return;
        }
        import.path = *found;
        spell_as_found(import);
        if (!seen_.insert(canonical(*found)).second) return;  // once is enough
        if (import_depth_ >= kMaxImportDepth) {
            diagnostics_.error(import.where, 2002, "compiler stack overflow: imports are nested too deeply");
            return;
        }
        ++import_depth_;
        auto text = preprocess(*found, options_, sources_, diagnostics_, import.where);
        if (text && options_.save_preprocessed) save(*text, *found);
        if (text) parse(*found, std::move(*text), file_->imported, true);
        --import_depth_;
    }

    std::unique_ptr<File> finish() {
        // Syntax errors leave holes that would only produce echoes in the checks.
        if (!context_.has_syntax_error) check(*file_, options_, diagnostics_);
        if (options_.osf && !diagnostics_.has_errors()) check_dce(*file_, diagnostics_);
        return diagnostics_.has_errors() ? nullptr : std::move(file_);
    }

    const Options& options_;
    Sources& sources_;
    Diagnostics& diagnostics_;
    std::unique_ptr<File> file_;
    Symbols symbols_;
    ParseContext context_{*file_, symbols_, sources_, diagnostics_, options_, {}, false};
    std::set<std::string> seen_;
    static constexpr int kMaxImportDepth = 200;
    int import_depth_ = 0;
};

}  // namespace

std::unique_ptr<File> analyse(const Options& options, Sources& sources, Diagnostics& diagnostics) {
    return FrontEnd(options, sources, diagnostics).from_disk(options.inputs.front());
}

std::unique_ptr<File> analyse_text(const std::string& name, const std::string& idl, const std::string& acf,
                                   const Options& options, Sources& sources, Diagnostics& diagnostics) {
    return FrontEnd(options, sources, diagnostics).from_text(name, idl, acf);
}

}  // namespace midl
