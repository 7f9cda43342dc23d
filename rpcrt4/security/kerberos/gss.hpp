// SPDX-License-Identifier: LGPL-2.1-or-later
// MIT krb5's GSSAPI (RFC 2743, 2744 and MIT's extensions), which need not be installed: libgssapi_krb5.so.2 is loaded
// when Kerberos is first asked for, with its names kept to itself, and never unloaded. Its objects as owners.
#pragma once

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace rpcrt4::security::kerberos {

/// The functions in use, by their own names.
struct Gss {
    decltype(&gss_accept_sec_context) accept_sec_context;
    decltype(&gss_acquire_cred) acquire_cred;
    decltype(&gss_acquire_cred_from) acquire_cred_from;
    decltype(&gss_acquire_cred_with_password) acquire_cred_with_password;
    decltype(&gss_delete_sec_context) delete_sec_context;
    decltype(&gss_display_name) display_name;
    decltype(&gss_display_status) display_status;
    decltype(&gss_get_mic) get_mic;
    decltype(&gss_get_mic_iov) get_mic_iov;
    decltype(&gss_get_mic_iov_length) get_mic_iov_length;
    decltype(&gss_import_name) import_name;
    decltype(&gss_init_sec_context) init_sec_context;
    decltype(&gss_inquire_context) inquire_context;
    decltype(&gss_inquire_sec_context_by_oid) inquire_sec_context_by_oid;
    decltype(&gss_krb5_export_lucid_sec_context) export_lucid_sec_context;
    decltype(&gss_krb5_free_lucid_sec_context) free_lucid_sec_context;
    decltype(&gss_release_buffer) release_buffer;
    decltype(&gss_release_buffer_set) release_buffer_set;
    decltype(&gss_release_cred) release_cred;
    decltype(&gss_release_name) release_name;
    decltype(&gss_set_cred_option) set_cred_option;
    decltype(&gss_unwrap_iov) unwrap_iov;
    decltype(&gss_verify_mic) verify_mic;
    decltype(&gss_verify_mic_iov) verify_mic_iov;
    decltype(&gss_wrap_iov) wrap_iov;
    decltype(&gss_wrap_iov_length) wrap_iov_length;
};

/// Null when it is not installed, or lacks one of them.
const Gss* gss() noexcept;

namespace oid {
// Not the library's own variables: these are needed before it is there, and are the same everywhere.
extern gss_OID_desc kKerberos;        // 1.2.840.113554.1.2.2
extern gss_OID_desc kPrincipalName;   // 1.2.840.113554.1.2.2.1
extern gss_OID_desc kSspiSessionKey;  // 1.2.840.113554.1.2.2.5.5
extern gss_OID_desc kNoCiFlags;       // 1.2.752.43.13.29
extern gss_OID_set_desc kOnlyKerberos;
}  // namespace oid

/// Bytes for the library to read. It takes no const, and changes nothing.
inline gss_buffer_desc buffer_of(std::span<const std::byte> bytes) noexcept {
    return {bytes.size(), const_cast<std::byte*>(bytes.data())};
}
inline gss_buffer_desc buffer_of(const std::string& text) noexcept {
    return {text.size(), const_cast<char*>(text.data())};
}

/// An object of the library: Handle is what the library calls it, and `release` the member of Gss that takes it.
template <typename Handle, auto release>
class Owned {
 public:
    Owned() noexcept = default;
    Owned(Owned&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Owned& operator=(Owned&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Owned() {
        OM_uint32 minor;
        if (handle_ != nullptr) static_cast<void>((gss()->*release)(&minor, &handle_));
    }
    Handle get() const noexcept { return handle_; }
    /// Where a function puts one, or changes the one that is there.
    Handle* out() noexcept { return &handle_; }

 private:
    Handle handle_ = nullptr;
};
using Name = Owned<gss_name_t, &Gss::release_name>;
using Credential = Owned<gss_cred_id_t, &Gss::release_cred>;
using KeySet = Owned<gss_buffer_set_t, &Gss::release_buffer_set>;

class Buffer {
 public:
    Buffer() noexcept = default;
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() {
        OM_uint32 minor;
        if (buffer_.value != nullptr) static_cast<void>(gss()->release_buffer(&minor, &buffer_));
    }
    gss_buffer_t out() noexcept { return &buffer_; }
    std::span<const std::byte> bytes() const noexcept {
        return {static_cast<const std::byte*>(buffer_.value), buffer_.length};
    }
    std::string text() const { return {static_cast<const char*>(buffer_.value), buffer_.length}; }

 private:
    gss_buffer_desc buffer_{0, nullptr};
};

}  // namespace rpcrt4::security::kerberos
