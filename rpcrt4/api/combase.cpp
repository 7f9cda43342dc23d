// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <combaseapi.h> and <objbase.h>: COM's start on a thread, the task allocator, identifiers as text.
#include <combaseapi.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdlib>
#include <new>
#include <optional>
#include <string>

#include "rpcrt4/uuid/uuid.hpp"

#include <objbase.h>
#include <winerror.h>

using namespace rpcrt4;

namespace {

/// What the calling thread has started.
struct Apartment {
    uint32_t starts = 0;
    DWORD model = 0;  // COINIT_APARTMENTTHREADED or COINIT_MULTITHREADED
};
thread_local constinit Apartment apartment;

HRESULT start(const void* reserved, DWORD options) noexcept {
    constexpr DWORD known = COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE | COINIT_SPEED_OVER_MEMORY;
    if (reserved || (options & ~known)) return E_INVALIDARG;
    const DWORD model = options & COINIT_APARTMENTTHREADED;
    if (apartment.starts != 0 && apartment.model != model) return RPC_E_CHANGED_MODE;
    apartment.model = model;
    return apartment.starts++ == 0 ? S_OK : S_FALSE;
}

constexpr int kTextRoom = 39;  // "{...}" and its end

/// Capital letters in braces, as all of COM writes them.
int write_text(const GUID& guid, OLECHAR* text) {
    std::string plain = '{' + uuid::to_text(std::bit_cast<uuid::Uuid>(guid)) + '}';
    std::transform(plain.begin(), plain.end(), text,
                   [](unsigned char c) { return static_cast<OLECHAR>(std::toupper(c)); });
    text[kTextRoom - 1] = 0;
    return kTextRoom;
}

HRESULT new_text(const GUID& guid, LPOLESTR* text) noexcept {
    if (!text) return E_INVALIDARG;
    *text = static_cast<LPOLESTR>(std::malloc(kTextRoom * sizeof(OLECHAR)));
    if (!*text) return E_OUTOFMEMORY;
    try {
        write_text(guid, *text);
        return S_OK;
    } catch (const std::bad_alloc&) {
        std::free(*text);
        *text = nullptr;
        return E_OUTOFMEMORY;
    }
}

/// The identifier a text in braces says, with nothing before or behind.
std::optional<GUID> parse(const OLECHAR* text) noexcept {
    char plain[kTextRoom] = {};
    size_t length = 0;
    for (; text[length] != 0; ++length) {
        if (length == kTextRoom - 1 || text[length] > 0x7f) return std::nullopt;
        plain[length] = static_cast<char>(text[length]);
    }
    if (length != kTextRoom - 1 || plain[0] != '{' || plain[length - 1] != '}') return std::nullopt;
    const auto parsed = uuid::from_text({plain + 1, length - 2});
    if (!parsed) return std::nullopt;
    return std::bit_cast<GUID>(*parsed);
}

HRESULT from_text(const OLECHAR* text, GUID* guid, HRESULT malformed) noexcept {
    if (!guid) return E_INVALIDARG;
    const auto parsed = text ? parse(text) : GUID{};
    *guid = parsed.value_or(GUID{});
    return parsed ? S_OK : malformed;
}

}  // namespace

extern "C" {

HRESULT STDAPICALLTYPE CoInitializeEx(LPVOID reserved, DWORD options) { return start(reserved, options); }
HRESULT STDAPICALLTYPE CoInitialize(LPVOID reserved) { return start(reserved, COINIT_APARTMENTTHREADED); }

void STDAPICALLTYPE CoUninitialize() {
    if (apartment.starts != 0) --apartment.starts;
}

HRESULT STDAPICALLTYPE CoCreateInstance(REFCLSID, IUnknown*, DWORD, REFIID, LPVOID* object) {
    if (!object) return E_POINTER;
    *object = nullptr;
    return apartment.starts != 0 ? REGDB_E_CLASSNOTREG : CO_E_NOTINITIALIZED;
}

LPVOID STDAPICALLTYPE CoTaskMemAlloc(SIZE_T size) { return std::malloc(std::max<SIZE_T>(size, 1)); }

LPVOID STDAPICALLTYPE CoTaskMemRealloc(LPVOID block, SIZE_T size) {
    if (!block) return CoTaskMemAlloc(size);
    if (size != 0) return std::realloc(block, size);
    std::free(block);
    return nullptr;
}

void STDAPICALLTYPE CoTaskMemFree(LPVOID block) { std::free(block); }

HRESULT STDAPICALLTYPE CoCreateGuid(GUID* guid) {
    if (!guid) return E_INVALIDARG;
    uuid::Uuid made;
    if (uuid::create_random(made) != base::Status::ok) return E_UNEXPECTED;
    *guid = std::bit_cast<GUID>(made);
    return S_OK;
}

int STDAPICALLTYPE StringFromGUID2(REFGUID guid, LPOLESTR text, int room) {
    if (!text || room < kTextRoom) return 0;
    try {
        return write_text(guid, text);
    } catch (const std::bad_alloc&) {
        return 0;
    }
}

HRESULT STDAPICALLTYPE StringFromCLSID(REFCLSID clsid, LPOLESTR* text) { return new_text(clsid, text); }
HRESULT STDAPICALLTYPE StringFromIID(REFIID iid, LPOLESTR* text) { return new_text(iid, text); }

HRESULT STDAPICALLTYPE CLSIDFromString(LPCOLESTR text, LPCLSID clsid) {
    return from_text(text, clsid, CO_E_CLASSSTRING);
}

HRESULT STDAPICALLTYPE IIDFromString(LPCOLESTR text, LPIID iid) { return from_text(text, iid, CO_E_IIDSTRING); }

}  // extern "C"
