// SPDX-License-Identifier: LGPL-2.1-or-later
// A console is a terminal. Its text is UTF-8; lines that are read end in \r\n, as programs of Windows expect. What a
// program has set of title and colours is remembered here, since a terminal cannot be asked. All of it is for any
// thread; read() blocks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::console {

/// ENABLE_*_INPUT. error_invalid_handle: no terminal.
base::Result<uint32_t> input_mode(int terminal) noexcept;
/// error_invalid_parameter: echo without lines.
base::Status set_input_mode(int terminal, uint32_t mode) noexcept;

/// At most `size` characters of what comes next, bytes or UTF-16; none at the end of the input. What does not fit is
/// for the next call, also the rest of a character.
base::Result<std::string> read(int terminal, size_t size);
base::Result<std::u16string> read_wide(int terminal, size_t size);
base::Status write(int terminal, std::string_view text) noexcept;

/// error_invalid_handle: the process has no terminal. Control characters are left out.
base::Status set_title(std::string_view title);
std::string title();

struct Size {
    uint16_t columns;
    uint16_t rows;
};
base::Result<Size> size(int terminal) noexcept;
/// FOREGROUND_* and BACKGROUND_*; at first light grey on black, which stands for the terminal's own colours.
uint16_t attributes() noexcept;
base::Status set_attributes(int terminal, uint16_t attributes);

}  // namespace handleapi::console
