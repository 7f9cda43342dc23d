// SPDX-License-Identifier: LGPL-2.1-or-later
// Which processors share cores, packages, caches, memory. There is one group of them, of at most 64; what is beyond is
// not told, as of other groups by GetLogicalProcessorInformation on Windows.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <vector>

#include "handleapi/api/outcome.hpp"
#include "handleapi/system/machine.hpp"
#include "handleapi/system/topology.hpp"

#include <sysinfoapi.h>

using base::Status;
using namespace handleapi;

namespace {

using ProcessorFact = SYSTEM_LOGICAL_PROCESSOR_INFORMATION;
using LongFact = SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX;

BYTE flags_of(uint64_t core) { return std::has_single_bit(core) ? 0 : LTP_PC_SMT; }

CACHE_DESCRIPTOR describe(const machine::Cache& cache) {
    const auto kind = static_cast<PROCESSOR_CACHE_TYPE>(cache.kind);
    return {static_cast<BYTE>(cache.level), static_cast<BYTE>(std::min<uint32_t>(cache.ways, CACHE_FULLY_ASSOCIATIVE)),
            static_cast<WORD>(cache.line), static_cast<DWORD>(std::min<uint64_t>(cache.size, MAXDWORD)), kind};
}
static_assert(static_cast<int>(machine::CacheKind::unified) == CacheUnified &&
              static_cast<int>(machine::CacheKind::instruction) == CacheInstruction &&
              static_cast<int>(machine::CacheKind::data) == CacheData);

ProcessorFact fact(LOGICAL_PROCESSOR_RELATIONSHIP relationship, uint64_t processors) {
    ProcessorFact result{};
    result.ProcessorMask = processors;
    result.Relationship = relationship;
    return result;
}

std::vector<ProcessorFact> facts_of(const machine::Topology& topology) {
    std::vector<ProcessorFact> facts;
    for (const uint64_t package : topology.packages) facts.push_back(fact(RelationProcessorPackage, package));
    for (const uint64_t core : topology.cores) {
        facts.push_back(fact(RelationProcessorCore, core));
        facts.back().ProcessorCore.Flags = flags_of(core);
    }
    for (const machine::Cache& cache : topology.caches) {
        facts.push_back(fact(RelationCache, cache.processors));
        facts.back().Cache = describe(cache);
    }
    for (const machine::Node& node : topology.nodes) {
        facts.push_back(fact(RelationNumaNode, node.processors));
        facts.back().NumaNode.NodeNumber = node.number;
    }
    return facts;
}

/// The long form of a fact: each is as long as its own kind.
LongFact lengthen(const ProcessorFact& fact) {
    LongFact result{};
    result.Relationship = fact.Relationship;
    const GROUP_AFFINITY processors{fact.ProcessorMask, 0, {}};
    switch (fact.Relationship) {
        case RelationCache:
            result.Size = offsetof(LongFact, Cache) + sizeof result.Cache;
            result.Cache = {fact.Cache.Level, fact.Cache.Associativity, fact.Cache.LineSize, fact.Cache.Size,
                            fact.Cache.Type,  {},                       processors};
            break;
        case RelationNumaNode:
            result.Size = offsetof(LongFact, NumaNode) + sizeof result.NumaNode;
            result.NumaNode = {fact.NumaNode.NodeNumber, {}, processors};
            break;
        default:
            result.Size = offsetof(LongFact, Processor) + sizeof result.Processor;
            result.Processor = {fact.ProcessorCore.Flags, {}, 1, {processors}};
            break;
    }
    return result;
}

LongFact the_group() {
    LongFact result{};
    result.Relationship = RelationGroup;
    result.Size = offsetof(LongFact, Group) + sizeof result.Group;
    const uint64_t all = machine::processor_mask();
    const auto count = static_cast<BYTE>(std::popcount(all));
    result.Group = {1, 1, {}, {{count, count, {}, all}}};
    return result;
}

std::vector<std::byte> long_facts(LOGICAL_PROCESSOR_RELATIONSHIP wanted) {
    std::vector<std::byte> bytes;
    const auto add = [&](const LongFact& fact) {
        if (wanted != RelationAll && fact.Relationship != wanted) return;
        const auto* begin = reinterpret_cast<const std::byte*>(&fact);
        bytes.insert(bytes.end(), begin, begin + fact.Size);
    };
    for (const ProcessorFact& fact : facts_of(machine::topology())) add(lengthen(fact));
    add(the_group());
    return bytes;
}

BOOL hand_out(const void* facts, size_t size, void* buffer, DWORD* length) {
    const bool fits = buffer && *length >= size;
    *length = static_cast<DWORD>(size);
    if (!fits) return failing(Status::error_insufficient_buffer, FALSE);
    std::memcpy(buffer, facts, size);
    return TRUE;
}

}  // namespace

extern "C" BOOL WINAPI GetLogicalProcessorInformation(PSYSTEM_LOGICAL_PROCESSOR_INFORMATION buffer, PDWORD length) {
    return or_no_memory(FALSE, [&] {
        if (!length) return failing(Status::error_invalid_parameter, FALSE);
        const auto facts = facts_of(machine::topology());
        return hand_out(facts.data(), facts.size() * sizeof facts[0], buffer, length);
    });
}

extern "C" BOOL WINAPI GetLogicalProcessorInformationEx(LOGICAL_PROCESSOR_RELATIONSHIP relationship,
                                                        PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX buffer,
                                                        PDWORD length) {
    return or_no_memory(FALSE, [&] {
        const bool known = relationship == RelationAll || static_cast<unsigned>(relationship) <= RelationGroup;
        if (!length || !known) return failing(Status::error_invalid_parameter, FALSE);
        const std::vector<std::byte> facts = long_facts(relationship);
        return hand_out(facts.data(), facts.size(), buffer, length);
    });
}
