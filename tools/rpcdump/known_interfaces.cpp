// SPDX-License-Identifier: LGPL-2.1-or-later
// See known_interfaces.hpp. Sorted by UUID; the names are those of the interfaces in the documents, or of the pipes
// people know them by.
#include "tools/rpcdump/known_interfaces.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace rpcdump {
namespace {

constexpr std::array kKnown = {
    KnownInterface{"000001a0-0000-0000-c000-000000000046", "IRemoteSCMActivator", "MS-DCOM"},
    KnownInterface{"0b6edbfa-4a24-4fc6-8a23-942b1eca65d1", "IRPCAsyncNotify", "MS-PAN"},
    KnownInterface{"1088a980-eae5-11d0-8d9b-00a02453c337", "qm2qm", "MS-MQQP"},
    KnownInterface{"12345678-1234-abcd-ef00-0123456789ab", "winspool", "MS-RPRN"},
    KnownInterface{"12345678-1234-abcd-ef00-01234567cffb", "netlogon", "MS-NRPC"},
    KnownInterface{"12345778-1234-abcd-ef00-0123456789ab", "lsarpc", "MS-LSAD"},
    KnownInterface{"12345778-1234-abcd-ef00-0123456789ac", "samr", "MS-SAMR"},
    KnownInterface{"1257b580-ce2f-4109-82d6-a9459d0bf6bc", "SessEnvPublicRpc", "MS-TSTS"},
    KnownInterface{"1544f5e0-613c-11d1-93df-00c04fd7bd09", "rfri", "MS-OXABREF"},
    KnownInterface{"17fdd703-1827-4e34-79d4-24a55c53bb37", "msgsvc", "MS-MSRP"},
    KnownInterface{"1a9134dd-7b39-45ba-ad88-44d01ca47f28", "RemoteRead", "MS-MQRR"},
    KnownInterface{"1ff70682-0a51-30e8-076d-740be8cee98b", "ATSvc", "MS-TSCH"},
    KnownInterface{"20610036-fa22-11cf-9823-00a0c911e5df", "rasrpc", "MS-RRASM"},
    KnownInterface{"300f3532-38cc-11d0-a3f0-0020af6b0add", "trkwks", "MS-DLTW"},
    KnownInterface{"338cd001-2244-31f1-aaaa-900038001003", "winreg", "MS-RRP"},
    KnownInterface{"367abb81-9844-35f1-ad32-98f038001003", "svcctl", "MS-SCMR"},
    KnownInterface{"378e52b0-c0a9-11cf-822d-00aa0051e40f", "SASec", "MS-TSCH"},
    KnownInterface{"3919286a-b10c-11d0-9ba8-00c04fd92ef5", "dssetup", "MS-DSSP"},
    KnownInterface{"3dde7c30-165d-11d1-ab8f-00805f14db40", "BackupKey", "MS-BKRP"},
    KnownInterface{"41208ee0-e970-11d1-9b9e-00e02c064c39", "qmmgmt", "MS-MQMR"},
    KnownInterface{"44e265dd-7daf-42cd-8560-3cdb6e7a2729", "TsProxyRpcInterface", "MS-TSGU"},
    KnownInterface{"45f52c28-7f9f-101a-b52b-08002b2efabe", "winsif", "MS-RAIW"},
    KnownInterface{"484809d6-4239-471b-b5bc-61df8c23ac48", "TermSrvSession", "MS-TSTS"},
    KnownInterface{"4b324fc8-1670-01d3-1278-5a47bf6ee188", "srvsvc", "MS-SRVS"},
    KnownInterface{"4d9f4ab8-7d1c-11cf-861e-0020af6e7c57", "IActivation", "MS-DCOM"},
    KnownInterface{"4da1c422-943d-11d1-acae-00c04fc2aa3f", "trksvr", "MS-DLTM"},
    KnownInterface{"4fc742e0-4a10-11cf-8273-00aa004ae673", "netdfs", "MS-DFSNM"},
    KnownInterface{"50abc2a4-574d-40b3-9d66-ee4fd5fba076", "DnsServer", "MS-DNSP"},
    KnownInterface{"53b46b02-c73b-4a3e-8dee-b16b80672fc0", "TSVIPPublic", "MS-TSTS"},
    KnownInterface{"5a7b91f8-ff00-11d0-a9b2-00c04fb6e6fc", "msgsvcsend", "MS-MSRP"},
    KnownInterface{"5b821720-f63b-11d0-aad2-00c04fc324db", "dhcpsrv2", "MS-DHCPM"},
    KnownInterface{"5ca4a760-ebb1-11cf-8611-00a0245420ed", "IcaApi", "MS-TSTS"},
    KnownInterface{"6099fc12-3eff-11d0-abd0-00c04fd91a4e", "faxclient", "MS-FAX"},
    KnownInterface{"60a15ec5-4de8-11d7-a637-005056a20182", "rpcecho", "Samba"},
    KnownInterface{"6b5bdd1e-528c-422c-af8c-a4079be4fe48", "RemoteFW", "MS-FASP"},
    KnownInterface{"6bffd098-a112-3610-9833-012892020162", "browser", "MS-BRWSA"},
    KnownInterface{"6bffd098-a112-3610-9833-46c3f874532d", "dhcpsrv", "MS-DHCPM"},
    KnownInterface{"6bffd098-a112-3610-9833-46c3f87e345a", "wkssvc", "MS-WKST"},
    KnownInterface{"708cca10-9569-11d1-b2a5-0060977d8118", "dscomm2", "MS-MQDS"},
    KnownInterface{"76d12b80-3467-11d3-91ff-0090272f9ea3", "qmcomm2", "MS-MQMP"},
    KnownInterface{"76f03f96-cdfd-44fc-a22c-64950a001209", "IRemoteWinspool", "MS-PAR"},
    KnownInterface{"77df7a80-f298-11d0-8358-00a024c480a8", "dscomm", "MS-MQDS"},
    KnownInterface{"7c44d7d4-31d5-424c-bd5e-2b3e1f323d22", "dsaop", "MS-DRSR"},
    KnownInterface{"811109bf-a4e1-11d1-ab54-00a0c91e9b45", "winsi2", "MS-RAIW"},
    KnownInterface{"82273fdc-e32a-18c3-3f78-827929dc23ea", "eventlog", "MS-EVEN"},
    KnownInterface{"86d35949-83c9-4044-b424-db363231fd0c", "ITaskSchedulerService", "MS-TSCH"},
    KnownInterface{"88143fd0-c28d-4b2b-8fef-8d882f6a9390", "TermSrvEnumeration", "MS-TSTS"},
    KnownInterface{"894de0c0-0d55-11d3-a322-00c04fa321a1", "InitShutdown", "MS-RSP"},
    KnownInterface{"897e2e5f-93f3-4376-9c9c-fd2277495c27", "FrsTransport", "MS-FRS2"},
    KnownInterface{"8d9f4e40-a03d-11ce-8f69-08003e30051b", "pnp", "MS-PNPR"},
    KnownInterface{"8f09f000-b7ed-11ce-bbd2-00001a181cad", "dimsvc", "MS-RRASM"},
    KnownInterface{"8fb6d884-2388-11d0-8c35-00c04fda2795", "W32Time", "MS-W32T"},
    KnownInterface{"906b0ce0-c70b-1067-b317-00dd010662da", "IXnRemote", "MS-CMPO"},
    KnownInterface{"91ae6020-9e3c-11cf-8d7c-00aa00c091be", "ICertPassage", "MS-ICPR"},
    KnownInterface{"99fcfec4-5260-101b-bbcb-00aa0021347a", "IObjectExporter", "MS-DCOM"},
    KnownInterface{"a4f1db00-ca47-1067-b31f-00dd010662da", "emsmdb", "MS-OXCRPC"},
    KnownInterface{"a8e0653c-2744-4389-a61d-7373df8b2292", "FileServerVssAgent", "MS-FSRVP"},
    KnownInterface{"ae33069b-a2a8-46ee-a235-ddfd339be281", "IRPCRemoteObject", "MS-PAN"},
    KnownInterface{"afa8bd80-7d8a-11c9-bef4-08002b102989", "mgmt", "C706"},
    KnownInterface{"afc07e2e-311c-4435-808c-c483ffeec7c9", "lsacap", "MS-CAPR"},
    KnownInterface{"b97db8b2-4c63-11cf-bff6-08002be23f2f", "clusapi", "MS-CMRP"},
    KnownInterface{"c681d488-d850-11d0-8c52-00c04fd90f7e", "efsrpc", "MS-EFSR"},
    KnownInterface{"ccd8c074-d0e5-4a40-92b4-d074faa6ba28", "Witness", "MS-SWN"},
    KnownInterface{"d049b186-814f-11d1-9a3c-00c04fc9b232", "NtFrsApi", "MS-FRS1"},
    KnownInterface{"d6d70ef0-0e3b-11cb-acc3-08002b1d29c4", "NsiS", "MS-RPCL"},
    KnownInterface{"d95afe70-a6d5-4259-822e-2c84da1ddb0d", "WindowsShutdown", "MS-RSP"},
    KnownInterface{"da5a86c5-12c2-4943-ab30-7f74a813d853", "PerflibV2", "MS-PCQ"},
    KnownInterface{"df1941c5-fe89-4e79-bf10-463657acf44d", "efsrpc", "MS-EFSR"},
    KnownInterface{"e1af8308-5d1f-11c9-91a4-08002b14a0fa", "epmapper", "C706"},
    KnownInterface{"e33c0cc4-0482-101a-bc0c-02608c6ba218", "LocToLoc", "MS-RPCL"},
    KnownInterface{"e3514235-4b06-11d1-ab04-00c04fc2dcd2", "drsuapi", "MS-DRSR"},
    KnownInterface{"ea0a3165-4834-11d2-a6f8-00c04fa346cc", "fax", "MS-FAX"},
    KnownInterface{"f5cc59b4-4264-101a-8c59-08002b2f8426", "frsrpc", "MS-FRS1"},
    KnownInterface{"f5cc5a18-4264-101a-8c59-08002b2f8426", "nspi", "MS-NSPI"},
    KnownInterface{"f6beaff7-1e19-4fbb-9f8f-b89e2018337c", "IEventService", "MS-EVEN6"},
    KnownInterface{"fdb3a030-065f-11d1-bb9b-00a024ea5525", "qmcomm", "MS-MQMP"},
};
static_assert(std::is_sorted(kKnown.begin(), kKnown.end(),
                             [](const auto& a, const auto& b) { return a.uuid < b.uuid; }));

}  // namespace

const KnownInterface* find_known(const rpcrt4::uuid::Uuid& id) {
    const std::string text = rpcrt4::uuid::to_text(id);
    const auto* found =
        std::lower_bound(kKnown.begin(), kKnown.end(), text,
                         [](const auto& known, const std::string& value) { return known.uuid < value; });
    return found != kKnown.end() && found->uuid == text ? found : nullptr;
}

}  // namespace rpcdump
