// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/security/kerberos/gss.hpp"

#include <dlfcn.h>

namespace rpcrt4::security::kerberos {

namespace oid {
gss_OID_desc kKerberos{9, const_cast<char*>("\x2A\x86\x48\x86\xF7\x12\x01\x02\x02")};
gss_OID_desc kPrincipalName{10, const_cast<char*>("\x2A\x86\x48\x86\xF7\x12\x01\x02\x02\x01")};
gss_OID_desc kSspiSessionKey{11, const_cast<char*>("\x2A\x86\x48\x86\xF7\x12\x01\x02\x02\x05\x05")};
gss_OID_desc kNoCiFlags{6, const_cast<char*>("\x2A\x85\x70\x2B\x0D\x1D")};
gss_OID_set_desc kOnlyKerberos{1, &kKerberos};
}  // namespace oid

namespace {

class Loader {
 public:
    explicit Loader(const char* library) noexcept
        : library_(::dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)), whole_(library_ != nullptr) {}

    template <typename Function>
    void find(Function*& function, const char* name) noexcept {
        function = whole_ ? reinterpret_cast<Function*>(::dlsym(library_, name)) : nullptr;
        whole_ = function != nullptr;
    }
    bool whole() const noexcept { return whole_; }

 private:
    void* library_;
    bool whole_;
};

struct Loaded {
    Gss functions{};
    bool whole = false;
};

Loaded load() noexcept {
    Loaded loaded;
    Gss& functions = loaded.functions;
    Loader loader("libgssapi_krb5.so.2");
    loader.find(functions.accept_sec_context, "gss_accept_sec_context");
    loader.find(functions.acquire_cred, "gss_acquire_cred");
    loader.find(functions.acquire_cred_from, "gss_acquire_cred_from");
    loader.find(functions.acquire_cred_with_password, "gss_acquire_cred_with_password");
    loader.find(functions.delete_sec_context, "gss_delete_sec_context");
    loader.find(functions.display_name, "gss_display_name");
    loader.find(functions.display_status, "gss_display_status");
    loader.find(functions.get_mic, "gss_get_mic");
    loader.find(functions.get_mic_iov, "gss_get_mic_iov");
    loader.find(functions.get_mic_iov_length, "gss_get_mic_iov_length");
    loader.find(functions.import_name, "gss_import_name");
    loader.find(functions.init_sec_context, "gss_init_sec_context");
    loader.find(functions.inquire_context, "gss_inquire_context");
    loader.find(functions.inquire_sec_context_by_oid, "gss_inquire_sec_context_by_oid");
    loader.find(functions.export_lucid_sec_context, "gss_krb5_export_lucid_sec_context");
    loader.find(functions.free_lucid_sec_context, "gss_krb5_free_lucid_sec_context");
    loader.find(functions.release_buffer, "gss_release_buffer");
    loader.find(functions.release_buffer_set, "gss_release_buffer_set");
    loader.find(functions.release_cred, "gss_release_cred");
    loader.find(functions.release_name, "gss_release_name");
    loader.find(functions.set_cred_option, "gss_set_cred_option");
    loader.find(functions.unwrap_iov, "gss_unwrap_iov");
    loader.find(functions.verify_mic, "gss_verify_mic");
    loader.find(functions.verify_mic_iov, "gss_verify_mic_iov");
    loader.find(functions.wrap_iov, "gss_wrap_iov");
    loader.find(functions.wrap_iov_length, "gss_wrap_iov_length");
    loaded.whole = loader.whole();
    return loaded;
}

}  // namespace

const Gss* gss() noexcept {
    static const Loaded loaded = load();
    return loaded.whole ? &loaded.functions : nullptr;
}

}  // namespace rpcrt4::security::kerberos
