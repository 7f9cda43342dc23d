// SPDX-License-Identifier: LGPL-2.1-or-later
// The small shared pieces: references, lists, byte cursors, text conversion.
#include <doctest/doctest.h>

#include <cctype>
#include <string>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "handleapi/base/guarded.hpp"
#include "handleapi/base/host_name.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/base/utf16.hpp"

using namespace base;

TEST_SUITE("handleapi/base") {
    struct Counted : RefCounted {
        explicit Counted(int& deaths) : deaths_(deaths) {}
        ~Counted() override { ++deaths_; }
        Link link;
        int& deaths_;
    };

    TEST_CASE("an object dies with its last reference and cannot be retained afterwards") {
        int deaths = 0;
        auto first = make_ref<Counted>(deaths);
        {
            auto second = first;
            CHECK(second->try_retain());
            second->release();
        }
        CHECK(deaths == 0);
        first = nullptr;
        CHECK(deaths == 1);
    }

    TEST_CASE("a list keeps order and gives up any element") {
        int deaths = 0;
        auto a = make_ref<Counted>(deaths), b = make_ref<Counted>(deaths), c = make_ref<Counted>(deaths);
        IntrusiveList<Counted, &Counted::link> list;
        list.push_back(*b);
        list.push_back(*c);
        list.push_front(*a);
        list.remove(*b);
        CHECK_FALSE(b->link.linked());
        CHECK(list.after(*a) == c.get());
        CHECK(list.pop_front() == a.get());
        CHECK(list.pop_back() == c.get());
        CHECK(list.empty());
    }

    TEST_CASE("reading past the end yields zero and latches the failure") {
        const std::byte bytes[] = {std::byte{1}, std::byte{2}, std::byte{3}};
        ByteReader reader(bytes);
        CHECK(reader.u16() == 0x0201);
        CHECK(reader.u16() == 0);
        CHECK(reader.failed());
        CHECK(reader.u8() == 0);
    }

    TEST_CASE("a big-endian sender's fields are swapped and alignment counts from the start") {
        ByteWriter writer;
        writer.u8(7);
        writer.align(4);
        writer.u32(0x01020304);
        ByteReader reader(writer.bytes(), ByteOrder::big);
        reader.u8();
        reader.align(4);
        CHECK(reader.u32() == 0x04030201);
        CHECK_FALSE(reader.failed());
    }

    TEST_CASE("text converts both ways and ill-formed input becomes U+FFFD") {
        CHECK(to_utf16("h\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == u"h\u00e9\u20ac\U0001F600");
        CHECK(to_utf8(u"h\u00e9\u20ac\U0001F600") == "h\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
        CHECK(to_utf16("a\xC0\xAF") == u"a\uFFFD\uFFFD");
        CHECK(to_utf16("\xE2\x82") == u"\uFFFD");
        const char16_t lone[] = {0xD800, u'x', 0};
        CHECK(to_utf8(lone) == "\xEF\xBF\xBDx");
    }

    TEST_CASE("a Result holds a value or the reason there is none") {
        Result<int> good(5), bad(Status::rpc_s_invalid_binding);
        CHECK(good);
        CHECK(*good == 5);
        CHECK_FALSE(bad);
        CHECK(code(bad.status()) == 1702);
    }

    TEST_CASE("the machine is known by its name, in any case of letters") {
        const HostName name;
        std::string large(name.view());
        REQUIRE_FALSE(large.empty());
        for (char& c : large) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        CHECK(name.is(name.view()));
        CHECK(name.is(large));
        CHECK_FALSE(name.is(large + "x"));
        CHECK_FALSE(name.is(""));
    }
}
