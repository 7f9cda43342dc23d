// SPDX-License-Identifier: LGPL-2.1-or-later
// See local_secret.hpp. The file comes into being whole: written under another name, then linked to its own, so of two
// processes that make it at the same time one has its way and the other reads.
#include "rpcrt4/security/local_secret.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "handleapi/base/runtime_directory.hpp"
#include "rpcrt4/security/ntlm/chance.hpp"
#include "rpcrt4/security/user_names.hpp"

namespace rpcrt4::security {

using base::Status;

namespace {

constexpr size_t kBytes = 32;
constexpr size_t kDigits = 2 * kBytes;
constexpr char kName[] = "/logon-secret";

class File {
 public:
    File(const char* path, int flags) noexcept : descriptor_(::open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int descriptor() const noexcept { return descriptor_; }
    explicit operator bool() const noexcept { return descriptor_ >= 0; }

 private:
    const int descriptor_;
};

bool is_ours_alone(int descriptor) noexcept {
    struct stat info {};
    return ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == ::geteuid() &&
           (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

Secret read_secret(const std::string& path) {
    const File file(path.c_str(), O_RDONLY);
    if (!file || !is_ours_alone(file.descriptor())) return {};
    Secret digits(kDigits);
    const ssize_t got = ::read(file.descriptor(), digits.bytes().data(), kDigits);
    return got == static_cast<ssize_t>(kDigits) ? std::move(digits) : Secret();
}

bool make_secret(const std::string& path) {
    Secret bytes(kBytes);
    if (!ntlm::kSystemChance.fill(bytes.bytes())) return false;
    Secret digits(kDigits);
    for (size_t i = 0; i < kBytes; ++i) {
        constexpr char kHex[] = "0123456789abcdef";
        const auto byte = std::to_integer<unsigned>(bytes.bytes()[i]);
        digits.bytes()[2 * i] = static_cast<std::byte>(kHex[byte >> 4]);
        digits.bytes()[2 * i + 1] = static_cast<std::byte>(kHex[byte & 15]);
    }
    const std::string draft = path + "." + std::to_string(::getpid()) + "." + std::to_string(::gettid());
    ::unlink(draft.c_str());
    bool made = false;
    if (const File file(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL); file) {
        made = ::write(file.descriptor(), digits.bytes().data(), kDigits) == static_cast<ssize_t>(kDigits) &&
               (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
    }
    ::unlink(draft.c_str());
    return made;
}

}  // namespace

base::Result<Account> local_account() {
    const auto directory = base::runtime_directory();
    if (!directory) return Status::sec_e_no_credentials;
    const std::string path = *directory + kName;
    Secret secret = read_secret(path);
    if (secret.empty() && make_secret(path)) secret = read_secret(path);
    if (secret.empty()) return Status::sec_e_no_credentials;
    return Account{.user = user_name(::geteuid()), .domain = {}, .password = std::move(secret)};
}

base::Result<ntlm::Admission> LocalUser::verify(const ntlm::Claim& claim) const {
    const auto account = local_account();
    if (!account) return Status::sec_e_no_authenticating_authority;
    const ntlm::Proof proof = ntlm::prove(claim, ntlm::nt_hash(account->password.bytes()));
    if (!proof.right || claim.user != account->user) return Status::sec_e_logon_denied;
    return ntlm::Admission{proof.session_base_key, account->user, claim.domain, ::geteuid()};
}

}  // namespace rpcrt4::security
