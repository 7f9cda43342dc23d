// SPDX-License-Identifier: LGPL-2.1-or-later
// Interface pointers without COM: null ones travel, others are refused with COM's own code, and whoever owned one
// releases it. Format strings as widl writes them for IUnknown* and [iid_is]; wire form: [MS-DCOM] 2.2.14.
#include "walk_fixture.hpp"

#include "rpcrt4/ndr/one_type.hpp"

#include <unknwn.h>
#include <winerror.h>

using namespace ndr_test;

TEST_SUITE_BEGIN("rpcrt4/ndr");

namespace {

#define CONSTANT_IID 0x2f, 0x5a, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46

constexpr Status kNoCom{CO_E_NOTINITIALIZED};

struct Counted final : IUnknown {
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return E_NOINTERFACE; }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++references; }
    ULONG STDMETHODCALLTYPE Release() override { return --references; }
    ULONG references = 1;
};

// 0: IUnknown*   18: struct {long number; IUnknown* object; long last;}
const uint8_t kHolder[] = {CONSTANT_IID, 0x1a, 3, NDR_SHORT(24),  NDR_SHORT(0), NDR_SHORT(0), 0x08,
                           0x39,         0x4c, 0, NDR_SHORT(-30), 0x08,         0x40,         0x5b};
struct Holder {
    int32_t number;
    IUnknown* object;
    int32_t last;
};

/// A null pointer and both numbers.
const Bytes kNothing{1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0};
/// An object that takes six bytes.
const Bytes kObject{1, 0, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, 6, 0, 0, 0, 6, 0, 0, 0, 'M', 'E', 'O', 'W', 1, 0};

}  // namespace

TEST_CASE("a null interface pointer travels as a null pointer, alone, in a structure and with iid_is") {
    IUnknown* nothing = nullptr;
    Walk alone(kHolder);
    CHECK(alone.marshal(&nothing) == Bytes{0, 0, 0, 0});
    Walk walk(kHolder + 18);
    const Holder value{1, nullptr, 2};
    CHECK(walk.marshal(&value) == kNothing);
    Holder back{9, reinterpret_cast<IUnknown*>(uintptr_t{9}), 9};
    walk.unmarshal(kNothing, &back);
    CHECK(back.number == 1);
    CHECK(back.object == nullptr);
    CHECK(back.last == 2);
    static const uint8_t iid_is[] = {0x2f, 0x5c, 0x2b, 0, NDR_SHORT(0)};
    CHECK(Walk(iid_is).marshal(&nothing) == Bytes{0, 0, 0, 0});
}

TEST_CASE("an object is refused with what CoMarshalInterface says where COM was not started") {
    Counted object;
    const Holder value{1, &object, 2};
    Walk walk(kHolder + 18);
    CHECK(thrown([&] { walk.marshal(&value); }) == kNoCom);
    CHECK(object.references == 1);
    CHECK(thrown([&] { walk.unmarshal(kObject); }) == kNoCom);
    CHECK(live().empty());
}

TEST_CASE("a marshalled object whose counts disagree or exceed the data is bad stub data") {
    Walk walk(kHolder + 18);
    Bytes unequal = kObject, large = kObject;
    unequal[16] = 5;
    large[12] = large[16] = 7;
    CHECK(thrown([&] { walk.unmarshal(unequal); }) == Status::rpc_x_bad_stub_data);
    CHECK(thrown([&] { walk.unmarshal(large); }) == Status::rpc_x_bad_stub_data);
    CHECK(thrown([&] { walk.measure(large); }) == Status::rpc_x_bad_stub_data);
    CHECK(walk.measure(kObject) == sizeof(Holder));
    CHECK(live().empty());
}

TEST_CASE("freeing releases an interface pointer once") {
    Counted object;
    auto* value = static_cast<Holder*>(allocate(sizeof(Holder)));
    *value = {1, &object, 2};
    Walk walk(kHolder + 18);
    walk.release_all(value);
    CHECK(object.references == 0);
    CHECK(live().empty());
}

TEST_CASE("-Os: the type routines take an interface pointer by its value, as any pointer") {
    Walk walk(kHolder);
    MIDL_STUB_MESSAGE& stub = walk.stub();
    rpcrt4::ndr::size_type(stub, nullptr, kHolder);
    CHECK(stub.BufferLength == 4);
    Counted object;
    auto* memory = reinterpret_cast<uint8_t*>(static_cast<IUnknown*>(&object));
    CHECK(thrown([&] { rpcrt4::ndr::size_type(stub, memory, kHolder); }) == kNoCom);
    rpcrt4::ndr::free_type(stub, memory, kHolder);
    CHECK(object.references == 0);
    Bytes wire{0, 0, 0, 0};
    stub.Buffer = stub.BufferStart = wire.data();
    stub.BufferEnd = wire.data() + wire.size();
    rpcrt4::ndr::unmarshal_type(stub, &memory, kHolder, false);
    CHECK(memory == nullptr);
    CHECK(stub.Buffer == stub.BufferEnd);
}

TEST_SUITE_END();
