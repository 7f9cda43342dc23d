// SPDX-License-Identifier: LGPL-2.1-or-later
// A BSTR, a VARIANT and a SAFEARRAY as a peer sends them (the first byte chooses): reading anything ends without a
// fault and without a leak, and what was read is written in as many bytes as were counted, and read again.
#include <cstdlib>
#include <cstring>
#include <new>
#include <vector>

#include "handleapi/boundary.hpp"
#include "rpcrt4/automation/bstr.hpp"
#include "rpcrt4/automation/safe_array.hpp"
#include "rpcrt4/automation/wire_in.hpp"
#include "rpcrt4/automation/wire_out.hpp"

using namespace rpcrt4::automation;

namespace {

struct Text {
    BSTR value = nullptr;
    void read(WireIn& in) { in.bstr(value); }
    void write(WireOut& out) const { out.bstr(value); }
    ~Text() { free_bstr(value); }
};

struct Value {
    VARIANT value{};
    void read(WireIn& in) { in.variant(value); }
    void write(WireOut& out) const { out.variant(value); }
    ~Value() { free_unmarshalled(value); }
};

struct Array {
    SAFEARRAY* value = nullptr;
    void read(WireIn& in) { in.array(value); }
    void write(WireOut& out) const { out.array(value); }
    ~Array() { static_cast<void>(destroy_array(value)); }
};

template <typename T>
bool read(T& target, const std::vector<uint8_t>& bytes) {
    try {
        WireIn in(bytes.data(), bytes.data() + bytes.size());
        target.read(in);
        return true;
    } catch (const handleapi::RpcError&) {
        return false;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

template <typename T>
void examine(const std::vector<uint8_t>& bytes) {
    T first, second;
    if (!read(first, bytes)) return;
    WireOut counted(0);
    first.write(counted);
    std::vector<uint8_t> again(counted.offset());
    WireOut written(again.data(), again.data() + again.size());
    first.write(written);
    if (written.position() != again.data() + again.size()) std::abort();
    if (!read(second, again) || !read(first, again)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::vector<uint8_t> bytes(data + 1, data + size);
    switch (data[0] % 3) {
        case 0:
            examine<Text>(bytes);
            break;
        case 1:
            examine<Value>(bytes);
            break;
        default:
            examine<Array>(bytes);
            break;
    }
    return 0;
}
