// SPDX-License-Identifier: LGPL-2.1-or-later
//
// #include names as Windows opens them: backslashes, any case. A C preprocessor on a POSIX system cannot find them, so
// it gets text in which they are replaced by the names on disk. A file that is included and has such names itself (or a
// Control-Z) is replaced by a corrected copy in a temporary directory, with a line marker that gives it its own name
// back. The copies live as long as the object. Single-threaded.
#pragma once

#include <map>
#include <string>

namespace midl {

struct Options;

class PosixIncludes {
 public:
    explicit PosixIncludes(const Options& options) : options_(options) {}
    ~PosixIncludes();
    PosixIncludes(const PosixIncludes&) = delete;
    PosixIncludes& operator=(const PosixIncludes&) = delete;

    // The text of `path` with every #include that needs it corrected. Names that are not found stay as they are.
    std::string rewrite(const std::string& text, const std::string& path);

 private:
    struct Substitute {
        std::string file;        // to open: the file itself, or a corrected copy
        std::string copy;        // the path kept for a copy
        bool is_open = true;     // being corrected
        bool is_cyclic = false;  // included by what it includes: they refer to the copy already
    };
    const std::string& substitute(const std::string& file);
    void correct(Substitute& entry);
    std::string new_copy_path();

    const Options& options_;
    std::map<std::string, Substitute> substitutes_;
    std::string directory_;  // of the copies
};

}  // namespace midl
