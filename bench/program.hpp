// SPDX-License-Identifier: LGPL-2.1-or-later
// Figures of whole programs: what is run, on which files, and how long it takes.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>

namespace bench {

/// Files in a directory that goes with the process.
class Workplace {
 public:
    explicit Workplace(std::initializer_list<std::pair<std::string, std::string>> files);
    ~Workplace();
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    std::string path(const std::string& name = {}) const { return directory_ / name; }

 private:
    std::filesystem::path directory_;
};

/// The program of our tools that is built beside us.
std::string tool(const std::string& name);

/// Elapsed time of a program that must end well, whose output is dropped.
double milliseconds_of(std::initializer_list<std::string> words);

}  // namespace bench
