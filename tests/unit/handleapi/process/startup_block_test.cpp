// SPDX-License-Identifier: LGPL-2.1-or-later
// The startup block: what goes in comes out, and damaged bytes are refused whole.
#include "handleapi/process/startup_block.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace handleapi;

namespace {

StartupBlock sample() {
    StartupBlock block;
    block.process_id = 4711;
    block.exit_record = 9;
    block.delivery = 10;
    block.way = 77;
    block.parent_id = 4710;
    block.command_line = "program \"with blank\"";
    block.information.title = "title";
    block.information.flags = 0x105;
    block.information.show_window = 3;
    block.information.standard = {4, 8, 12};
    block.information.window[6] = 7;
    block.inherited.objects.push_back({.type = ObjectType::process, .description = {}});
    block.inherited.objects[0].description.descriptor = 17;
    block.inherited.objects[0].description.number = 4712;
    block.inherited.objects[0].description.text = "text";
    block.inherited.objects[0].description.more = {18, 19};
    block.inherited.handles.push_back({.id = 0x40, .flags = 1, .tag = 0xFFFF, .object = 0});
    block.inherited.handles.push_back({.id = 0x44, .flags = 3, .tag = 2, .object = 0});
    return block;
}

}  // namespace

TEST_SUITE("handleapi/startup_block") {
    TEST_CASE("a block decodes to what was encoded") {
        const auto bytes = encode(sample());
        const auto block = decode_startup_block(bytes);
        REQUIRE(block);
        CHECK(addressee_of(bytes) == 4711);
        CHECK(block->exit_record == 9);
        CHECK(block->delivery == 10);
        CHECK(block->way == 77);
        CHECK(block->parent_id == 4710);
        CHECK(block->command_line == "program \"with blank\"");
        CHECK(block->information.title == "title");
        CHECK(block->information.flags == 0x105);
        CHECK(block->information.show_window == 3);
        CHECK(block->information.standard[2] == 12);
        CHECK(block->information.window[6] == 7);
        REQUIRE(block->inherited.objects.size() == 1);
        CHECK(block->inherited.objects[0].description.descriptor == 17);
        CHECK(block->inherited.objects[0].description.text == "text");
        CHECK(block->inherited.objects[0].description.more == std::vector{18, 19});
        REQUIRE(block->inherited.handles.size() == 2);
        CHECK(block->inherited.handles[1].id == 0x44);
        CHECK(block->inherited.handles[1].flags == 3);
        CHECK(block->inherited.handles[1].tag == 2);
    }

    TEST_CASE("the child's id stands where it is patched in") {
        auto bytes = encode(sample());
        bytes[kProcessIdOffset] = std::byte{1};
        CHECK(addressee_of(bytes) == (4711 & ~0xFF) + 1);
    }

    TEST_CASE("a block that is cut short or too long anywhere is refused") {
        const auto bytes = encode(sample());
        for (size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(decode_startup_block(std::span(bytes).first(size)));
        }
        auto longer = bytes;
        longer.push_back(std::byte{0});
        CHECK_FALSE(decode_startup_block(longer));
    }

    TEST_CASE("impossible entries are refused") {
        const auto refused = [](auto change) {
            StartupBlock block = sample();
            change(block);
            return !decode_startup_block(encode(block));
        };
        CHECK(refused([](StartupBlock& block) { block.exit_record = 1; }));
        CHECK(refused([](StartupBlock& block) { block.inherited.objects[0].description.descriptor = 2; }));
        CHECK(refused([](StartupBlock& block) { block.inherited.objects[0].description.descriptor = -2; }));
        CHECK(refused([](StartupBlock& block) { block.inherited.objects[0].description.more[1] = 2; }));
        CHECK(refused([](StartupBlock& block) { block.inherited.objects[0].description.more.resize(9, 20); }));
        CHECK(refused([](StartupBlock& block) { block.inherited.handles[0].object = 1; }));
        CHECK(refused([](StartupBlock& block) { block.inherited.handles[0].id = 0x41; }));
    }

    TEST_CASE("random damage never does more than make the block unreadable or change its values") {
        std::mt19937 random(3);
        const auto bytes = encode(sample());
        for (int round = 0; round < 20000; ++round) {
            auto damaged = bytes;
            for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<std::byte>(random());
            const auto block = decode_startup_block(damaged);
            if (!block) continue;
            for (const auto& handle : block->inherited.handles) {
                REQUIRE(handle.object < block->inherited.objects.size());
            }
        }
    }
}
