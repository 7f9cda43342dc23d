// SPDX-License-Identifier: LGPL-2.1-or-later
// Accounts in a file, for tests and sites without a domain. A line is an account, "user:domain:hash": the hash is MD4
// of the password in UTF-16, 32 hexadecimal digits; an empty domain means any. Empty lines and those that begin with
// "#" are comments and stay where they are. Names have no case. The hash is as good as the password, so the file must
// be this user's own and readable by nobody else (0600), or it is as if it were not there. rpcpasswd writes such files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rpcrt4/security/ntlm/accounts.hpp"

namespace rpcrt4::security::ntlm {

/// The lines of such a file.
class AccountList {
 public:
    struct Entry {
        std::string user;
        std::string domain;
        Key nt_hash;
    };

    /// The 1-based number of the first line that is neither an account nor a comment.
    static base::Result<AccountList> parse(std::string_view text, size_t* wrong_line = nullptr);
    /// What parse() takes; holds hashes.
    Secret text() const;

    /// The account of that name: the same domain, or an account for any. Null if there is none.
    const Entry* find(std::string_view user, std::string_view domain) const;
    /// Adds or replaces. The names must be account_name()s.
    void set(std::string_view user, std::string_view domain, const Key& nt_hash);
    /// False when there was none of exactly that name and domain.
    bool remove(std::string_view user, std::string_view domain);
    std::vector<const Entry*> entries() const;

 private:
    struct Line {
        std::string comment;
        std::optional<Entry> entry;
    };
    Line* exactly(std::string_view user, std::string_view domain);
    std::vector<Line> lines_;
};

/// Whether a name can stand in such a file, as user or (empty too) as domain.
bool account_name(std::string_view name) noexcept;

/// The file as it is now, if it is this user's alone. ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED (its owner or mode, or
/// it cannot be read), ERROR_INVALID_DATA (not such a file).
base::Result<AccountList> read_accounts(const std::string& path, size_t* wrong_line = nullptr);
/// Replaces the file at once, mode 0600.
base::Status write_accounts(const std::string& path, const AccountList& accounts);

/// Asks the file, read anew each time.
class AccountFile final : public AccountVerifier {
 public:
    explicit AccountFile(std::string path) : path_(std::move(path)) {}
    base::Result<Admission> verify(const Claim& claim) const override;

 private:
    std::string path_;
};

}  // namespace rpcrt4::security::ntlm
