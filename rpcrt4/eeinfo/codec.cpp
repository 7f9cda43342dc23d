// SPDX-License-Identifier: LGPL-2.1-or-later
// See codec.hpp. A record on the wire: its conformance (the number of parameters), then the structure on a multiple of
// 8, then what its pointers refer to: first the next record with all that is its own, then the computer name, then the
// strings of the parameters, in order. Arms of unions are aligned as they are by themselves.
#include "rpcrt4/eeinfo/codec.hpp"

#include <algorithm>
#include <cstring>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"

namespace rpcrt4::eeinfo {
namespace {

using base::ByteReader;
using base::ByteWriter;

constexpr size_t kHeaders = 16;
constexpr uint8_t kVersion = 1, kLittle = 0x10, kBig = 0x00;
constexpr uint16_t kCommonHeaderLength = 8;
constexpr uint32_t kFiller = 0xCCCCCCCC;
constexpr uint16_t kNamePresent = 1, kNameAbsent = 2;
/// ExtendedErrorParamTypesInternal.
enum Type : uint16_t { kAnsi = 1, kUnicode, kLong, kShort, kPointer, kNone, kBinary };
/// Lengths are shorts, and count the end of a string.
constexpr size_t kMostLength = 0x7FFE;

Type type_of(const Parameter& parameter) noexcept {
    constexpr Type kTypes[] = {kNone, kAnsi, kUnicode, kLong, kShort, kPointer, kBinary};
    return kTypes[parameter.index()];
}

class Encoder {
 public:
    explicit Encoder(const Chain& chain) : chain_(chain) {}

    std::vector<std::byte> run() {
        body_.u32(next_referent());
        record(0);
        body_.align(8);
        ByteWriter whole;
        whole.u8(kVersion);
        whole.u8(kLittle);
        whole.u16(kCommonHeaderLength);
        whole.u32(kFiller);
        whole.u32(static_cast<uint32_t>(body_.size()));
        whole.u32(0);
        whole.bytes(body_.bytes());
        return whole.take();
    }

 private:
    uint32_t next_referent() noexcept {
        referent_ += 4;
        return referent_;
    }
    /// The length and pointer of a string or of bytes.
    void pointer(size_t length) {
        body_.u16(static_cast<uint16_t>(length));
        body_.align(4);
        body_.u32(next_referent());
    }
    void record(size_t index) {
        const Record& record = chain_[index];
        const bool last = index + 1 == chain_.size();
        body_.align(4);
        body_.u32(static_cast<uint32_t>(record.parameters.size()));
        body_.align(8);
        body_.u32(last ? 0 : next_referent());
        const uint16_t named = record.computer ? kNamePresent : kNameAbsent;
        body_.u16(named);
        body_.u16(named);
        if (record.computer) pointer(record.computer->size() + 1);
        body_.u32(record.process);
        body_.align(8);
        body_.u64(record.time);
        body_.u32(record.component);
        body_.u32(record.status);
        body_.u16(record.location);
        body_.u16(record.flags);
        body_.u16(static_cast<uint16_t>(record.parameters.size()));
        for (const Parameter& parameter : record.parameters) flat(parameter);
        if (!last) this->record(index + 1);
        if (record.computer) wide(*record.computer);
        for (const Parameter& parameter : record.parameters) referent(parameter);
    }
    void flat(const Parameter& parameter) {
        body_.align(8);
        body_.u16(type_of(parameter));
        body_.u16(type_of(parameter));
        if (std::holds_alternative<uint64_t>(parameter)) body_.align(8);
        if (const auto* text = std::get_if<std::string>(&parameter)) pointer(text->size() + 1);
        if (const auto* text = std::get_if<std::u16string>(&parameter)) pointer(text->size() + 1);
        if (const auto* number = std::get_if<int32_t>(&parameter)) body_.u32(static_cast<uint32_t>(*number));
        if (const auto* number = std::get_if<int16_t>(&parameter)) body_.u16(static_cast<uint16_t>(*number));
        if (const auto* number = std::get_if<uint64_t>(&parameter)) body_.u64(*number);
        if (const auto* bytes = std::get_if<std::vector<std::byte>>(&parameter)) pointer(bytes->size());
    }
    void count(size_t elements) {
        body_.align(4);
        body_.u32(static_cast<uint32_t>(elements));
    }
    void wide(const std::u16string& text) {
        count(text.size() + 1);
        for (const char16_t unit : text) body_.u16(unit);
        body_.u16(0);
    }
    void referent(const Parameter& parameter) {
        if (const auto* text = std::get_if<std::string>(&parameter)) {
            count(text->size() + 1);
            body_.bytes(std::as_bytes(std::span(text->c_str(), text->size() + 1)));
        }
        if (const auto* text = std::get_if<std::u16string>(&parameter)) wide(*text);
        if (const auto* bytes = std::get_if<std::vector<std::byte>>(&parameter)) {
            count(bytes->size());
            body_.bytes(*bytes);
        }
    }

    const Chain& chain_;
    ByteWriter body_;
    uint32_t referent_ = 0x0001FFFC;
};

struct Violation {};

class Decoder {
 public:
    Decoder(std::span<const std::byte> body, base::ByteOrder order) : body_(body, order) {}

    Chain run() {
        if (body_.u32() == 0) return {};
        record();
        if (body_.failed()) throw Violation{};
        return std::move(chain_);
    }

 private:
    /// A string or bytes whose pointer has been read, and whose contents come later.
    struct Pending {
        size_t length;
        bool there;
    };

    Pending pointer() {
        const uint16_t length = body_.u16();
        body_.align(4);
        const bool there = body_.u32() != 0;
        if (length > 0x7FFF || (!there && length != 0)) throw Violation{};
        return {length, there};
    }
    void record() {
        if (chain_.size() == kMostRecords) throw Violation{};
        const size_t index = chain_.size();
        const uint32_t conformance = body_.u32();
        if (conformance > kMostParameters) throw Violation{};
        body_.align(8);
        Record record;
        const bool more = body_.u32() != 0;
        std::optional<Pending> name = computer();
        record.process = body_.u32();
        body_.align(8);
        record.time = body_.u64();
        record.component = body_.u32();
        record.status = body_.u32();
        record.location = body_.u16();
        record.flags = body_.u16();
        if (body_.u16() != conformance || body_.failed()) throw Violation{};
        std::optional<Pending> strings[kMostParameters];
        for (uint32_t i = 0; i < conformance; ++i) record.parameters.push_back(flat(strings[i]));
        chain_.push_back(std::move(record));
        if (more) {
            body_.align(4);
            this->record();
        }
        if (name) chain_[index].computer = wide(*name);
        for (uint32_t i = 0; i < conformance; ++i) {
            if (strings[i]) referent(chain_[index].parameters[i], *strings[i]);
        }
        if (body_.failed()) throw Violation{};
    }
    std::optional<Pending> computer() {
        const uint16_t type = body_.u16();
        if (body_.u16() != type || (type != kNamePresent && type != kNameAbsent)) throw Violation{};
        body_.align(4);
        if (type == kNameAbsent) return std::nullopt;
        return pointer();
    }
    Parameter flat(std::optional<Pending>& string) {
        body_.align(8);
        const uint16_t type = body_.u16();
        if (body_.u16() != type) throw Violation{};
        switch (type) {
            case kAnsi:
                string = pointer();
                return std::string();
            case kUnicode:
                string = pointer();
                return std::u16string();
            case kLong:
                return static_cast<int32_t>(body_.u32());
            case kShort:
                return static_cast<int16_t>(body_.u16());
            case kPointer:
                body_.align(8);
                return body_.u64();
            case kNone:
                return Nothing{};
            case kBinary:
                string = pointer();
                return std::vector<std::byte>();
            default:
                throw Violation{};
        }
    }
    /// The elements behind a pointer, of `size` bytes each.
    std::span<const std::byte> contents(const Pending& pending, size_t size) {
        body_.align(4);
        if (body_.u32() != pending.length) throw Violation{};
        const auto bytes = body_.take(pending.length * size);
        if (body_.failed()) throw Violation{};
        return bytes;
    }
    std::u16string wide(const Pending& pending) {
        if (!pending.there) return {};
        ByteReader units(contents(pending, 2), body_.order());
        std::u16string text;
        while (units.remaining() != 0) text.push_back(units.u16());
        return until_end(std::move(text));
    }
    std::string narrow(const Pending& pending) {
        if (!pending.there) return {};
        const auto bytes = contents(pending, 1);
        return until_end(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
    /// Strings end with their first NUL, and must have one.
    template <typename Text>
    static Text until_end(Text text) {
        const size_t end = text.find(typename Text::value_type{});
        if (end == Text::npos) throw Violation{};
        text.resize(end);
        return text;
    }
    void referent(Parameter& parameter, const Pending& pending) {
        if (std::holds_alternative<std::string>(parameter)) {
            parameter = narrow(pending);
        } else if (std::holds_alternative<std::u16string>(parameter)) {
            parameter = wide(pending);
        } else if (pending.there) {
            const auto bytes = contents(pending, 1);
            parameter = std::vector<std::byte>(bytes.begin(), bytes.end());
        }
        if (!pending.there) parameter = Nothing{};
    }

    ByteReader body_;
    Chain chain_;
};

bool has_contents(const Parameter& parameter) noexcept {
    return !std::holds_alternative<int32_t>(parameter) && !std::holds_alternative<int16_t>(parameter) &&
           !std::holds_alternative<uint64_t>(parameter);
}

/// No length may be more than its field can say.
void cut_lengths(Chain& chain) {
    for (Record& record : chain) {
        if (record.computer && record.computer->size() > kMostLength) record.computer->resize(kMostLength);
        if (record.parameters.size() > kMostParameters) record.parameters.resize(kMostParameters);
        for (Parameter& parameter : record.parameters) {
            std::visit(
                [](auto& value) {
                    if constexpr (requires { value.resize(size_t{}); }) {
                        if (value.size() > kMostLength) value.resize(kMostLength);
                    }
                },
                parameter);
        }
    }
}

void drop_last_but_one(Chain& chain) {
    chain.erase(chain.end() - 2);
    chain.back().flags |= flag::kPreviousMissing;
    chain[chain.size() - 2].flags |= flag::kNextMissing;
}

void drop_strings(Chain& chain) {
    for (Record& record : chain) {
        record.computer.reset();
        for (Parameter& parameter : record.parameters) {
            if (has_contents(parameter)) parameter = Nothing{};
        }
    }
}

}  // namespace

std::vector<std::byte> encode(const Chain& chain) {
    if (chain.empty()) return {};
    Chain fitting = chain;
    cut_lengths(fitting);
    if (fitting.size() > kMostRecords) return encode_within(std::move(fitting), SIZE_MAX);
    return Encoder(fitting).run();
}

std::vector<std::byte> encode_within(Chain chain, size_t limit) {
    if (chain.empty()) return {};
    cut_lengths(chain);
    while (chain.size() > kMostRecords) drop_last_but_one(chain);
    for (;;) {
        auto bytes = Encoder(chain).run();
        if (bytes.size() <= limit) return bytes;
        if (chain.size() <= 2) break;
        drop_last_but_one(chain);
    }
    drop_strings(chain);
    auto bytes = Encoder(chain).run();
    if (bytes.size() > limit) bytes.clear();
    return bytes;
}

std::optional<Chain> decode(std::span<const std::byte> bytes) {
    if (bytes.size() < kHeaders) return std::nullopt;
    const auto version = static_cast<uint8_t>(bytes[0]);
    const auto endian = static_cast<uint8_t>(bytes[1]);
    if (version != kVersion || (endian != kLittle && endian != kBig)) return std::nullopt;
    const auto order = endian == kLittle ? base::ByteOrder::little : base::ByteOrder::big;
    ByteReader headers(bytes, order);
    headers.skip(2);
    if (headers.u16() != kCommonHeaderLength) return std::nullopt;
    headers.skip(4);
    const uint32_t length = headers.u32();
    if (length % 8 != 0 || length > bytes.size() - kHeaders) return std::nullopt;
    try {
        return Decoder(bytes.subspan(kHeaders, length), order).run();
    } catch (const Violation&) {
        return std::nullopt;
    }
}

}  // namespace rpcrt4::eeinfo
