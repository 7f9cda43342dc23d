// SPDX-License-Identifier: LGPL-2.1-or-later
// The buffers in which functions of <lm.h> answer: a structure and, behind it, its strings. NetApiBufferFree frees
// them.
#pragma once

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <string>
#include <utility>

#include "handleapi/base/utf16.hpp"

#include <lm.h>

namespace rpcrt4::api {

/// A string of the answer, and the member that is to point to it.
template <typename Info>
struct Member {
    LPWSTR Info::*member;
    std::string utf8;
};

/// Copies `info` and the strings to a new buffer. ERROR_NOT_ENOUGH_MEMORY; throws std::bad_alloc.
template <typename Info>
NET_API_STATUS answer(Info info, std::initializer_list<Member<Info>> members, LPBYTE* buffer) {
    std::u16string all;
    for (const Member<Info>& each : members) (all += base::to_utf16(each.utf8)) += u'\0';
    void* room = nullptr;
    const auto size = static_cast<DWORD>(sizeof(Info) + all.size() * sizeof(char16_t));
    if (const NET_API_STATUS failure = NetApiBufferAllocate(size, &room)) return failure;
    auto* next = reinterpret_cast<char16_t*>(static_cast<BYTE*>(room) + sizeof(Info));
    std::copy(all.begin(), all.end(), next);
    for (const Member<Info>& each : members) {
        info.*each.member = reinterpret_cast<LPWSTR>(next);
        next += std::char_traits<char16_t>::length(next) + 1;
    }
    std::memcpy(room, &info, sizeof info);
    *buffer = static_cast<BYTE*>(room);
    return NERR_Success;
}

/// Runs `body`, which returns a NET_API_STATUS.
template <typename Body>
NET_API_STATUS or_no_memory(Body&& body) noexcept {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
}

}  // namespace rpcrt4::api
