// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/ntlm/account_file.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "rpcrt4/security/ntlm/casing.hpp"
#include "rpcrt4/security/ntlm/hex.hpp"

namespace rpcrt4::security::ntlm {
namespace {

using base::Result;
using base::Status;

constexpr size_t kLargestFile = 16 << 20;

class File {
 public:
    explicit File(int descriptor) noexcept : descriptor_(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    int get() const noexcept { return descriptor_; }

 private:
    int descriptor_;
};

Result<AccountList::Entry> read_entry(std::string_view line) {
    const size_t first = line.find(':');
    const size_t second = first == line.npos ? first : line.find(':', first + 1);
    if (second == line.npos) return Status::error_invalid_data;
    AccountList::Entry entry{
        std::string(line.substr(0, first)), std::string(line.substr(first + 1, second - first - 1)), {}};
    const bool named = !entry.user.empty() && account_name(entry.user) && account_name(entry.domain);
    if (!named || !from_hex(line.substr(second + 1), *entry.nt_hash)) return Status::error_invalid_data;
    return entry;
}

Status status_of_errno() noexcept {
    return errno == ENOENT || errno == ENOTDIR ? Status::error_file_not_found : Status::error_access_denied;
}

/// Whole, or nothing.
bool write_all(int file, std::span<const std::byte> bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
    return true;
}

Result<Secret> read_all(int file, size_t size) {
    Secret text(size);
    size_t have = 0;
    while (have < size) {
        const ssize_t got = ::read(file, text.bytes().data() + have, size - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return Status::error_access_denied;
        have += static_cast<size_t>(got);
    }
    return text;
}

/// A name and realm in one, as user principals have it.
std::pair<std::string_view, std::string_view> split(const Claim& claim) {
    const std::string_view user = claim.user;
    const size_t at = user.rfind('@');
    if (!claim.domain.empty() || at == user.npos) return {user, claim.domain};
    return {user.substr(0, at), user.substr(at + 1)};
}

}  // namespace

bool account_name(std::string_view name) noexcept {
    return name.size() <= 512 && (name.empty() || name[0] != '#') &&
           std::none_of(name.begin(), name.end(), [](char c) { return c == ':' || static_cast<uint8_t>(c) < ' '; });
}

Result<AccountList> AccountList::parse(std::string_view text, size_t* wrong_line) {
    AccountList list;
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line[0] == '#') {
            list.lines_.push_back({std::string(line), std::nullopt});
            continue;
        }
        auto entry = read_entry(line);
        if (!entry) {
            if (wrong_line) *wrong_line = number;
            return Status::error_invalid_data;
        }
        list.lines_.push_back({{}, std::move(*entry)});
    }
    return list;
}

Secret AccountList::text() const {
    size_t size = 0;
    for (const Line& line : lines_) {
        size +=
            line.entry ? line.entry->user.size() + line.entry->domain.size() + 2 + 2 * kKeySize : line.comment.size();
        ++size;
    }
    Secret text(size);
    char* out = reinterpret_cast<char*>(text.bytes().data());
    const auto put = [&out](std::string_view what) { out = std::copy(what.begin(), what.end(), out); };
    for (const Line& line : lines_) {
        put(line.comment);
        if (line.entry) {
            put(line.entry->user);
            put(":");
            put(line.entry->domain);
            put(":");
            out = put_hex(*line.entry->nt_hash, out);
        }
        put("\n");
    }
    return text;
}

/// All lines are looked at, so that being there takes no more or less time than not being there.
const AccountList::Entry* AccountList::find(std::string_view user, std::string_view domain) const {
    const Entry* for_any = nullptr;
    const Entry* found = nullptr;
    for (const Line& line : lines_) {
        if (!line.entry || !same_name(line.entry->user, user)) continue;
        if (line.entry->domain.empty()) {
            if (!for_any) for_any = &*line.entry;
        } else if (!found && same_name(line.entry->domain, domain)) {
            found = &*line.entry;
        }
    }
    return found ? found : for_any;
}

AccountList::Line* AccountList::exactly(std::string_view user, std::string_view domain) {
    for (Line& line : lines_) {
        if (line.entry && same_name(line.entry->user, user) && same_name(line.entry->domain, domain)) return &line;
    }
    return nullptr;
}

void AccountList::set(std::string_view user, std::string_view domain, const Key& nt_hash) {
    if (Line* line = exactly(user, domain)) {
        line->entry->nt_hash = nt_hash;
    } else {
        lines_.push_back({{}, Entry{std::string(user), std::string(domain), nt_hash}});
    }
}

bool AccountList::remove(std::string_view user, std::string_view domain) {
    const Line* line = exactly(user, domain);
    if (!line) return false;
    lines_.erase(lines_.begin() + (line - lines_.data()));
    return true;
}

std::vector<const AccountList::Entry*> AccountList::entries() const {
    std::vector<const Entry*> all;
    for (const Line& line : lines_) {
        if (line.entry) all.push_back(&*line.entry);
    }
    return all;
}

Result<AccountList> read_accounts(const std::string& path, size_t* wrong_line) {
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return status_of_errno();
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return status_of_errno();
    const bool ours = S_ISREG(info.st_mode) && info.st_uid == ::geteuid() && (info.st_mode & 07777 & ~0600) == 0;
    if (!ours) return Status::error_access_denied;
    if (static_cast<size_t>(info.st_size) > kLargestFile) return Status::error_invalid_data;
    const auto text = read_all(file.get(), static_cast<size_t>(info.st_size));
    if (!text) return text.status();
    return AccountList::parse({reinterpret_cast<const char*>(text->bytes().data()), text->size()}, wrong_line);
}

Status write_accounts(const std::string& path, const AccountList& accounts) {
    std::string temporary = path + ".XXXXXX";
    const File file(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
    if (file.get() < 0) return status_of_errno();
    const bool written = write_all(file.get(), accounts.text().bytes()) && ::fsync(file.get()) == 0 &&
                         ::rename(temporary.c_str(), path.c_str()) == 0;
    if (written) return Status::ok;
    const Status status = status_of_errno();
    ::unlink(temporary.c_str());
    return status;
}

Result<Admission> AccountFile::verify(const Claim& claim) const {
    const auto accounts = read_accounts(path_);
    if (!accounts) return Status::sec_e_no_authenticating_authority;
    const auto [user, domain] = split(claim);
    const AccountList::Entry* entry = accounts->find(user, domain);
    static const Key kNobody{};
    const Proof proof = prove(claim, entry ? entry->nt_hash : kNobody);
    if (!entry || !proof.right) return Status::sec_e_logon_denied;
    return Admission{proof.session_base_key, entry->user, entry->domain.empty() ? std::string(domain) : entry->domain};
}

}  // namespace rpcrt4::security::ntlm
