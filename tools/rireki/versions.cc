#include "tools/rireki/versions.h"

#include <algorithm>

#include "events/lifecycle/packed_entry.h"

namespace rireki {

Result<Version> Versions::of(const Record& record) {
  const SubjectKind kind = traits_of(record.event.type()).subject;
  for (const SubjectKind k : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
    if (kind != SubjectKind::of_target && kind != k) continue;
    const auto seqs = seqs_of(k, record.event.subject);
    if (!seqs) return std::unexpected(seqs.error());
    const auto it = std::ranges::lower_bound(**seqs, record.seq);
    if (it != (*seqs)->end() && *it == record.seq)
      return Version{static_cast<std::uint64_t>(it - (*seqs)->begin()) + 1};
  }
  return Version{};
}

Result<const std::vector<Seq>*> Versions::seqs_of(SubjectKind kind, const std::string& subject) {
  const std::string key = std::to_string(static_cast<int>(kind)) + subject;
  const auto [it, is_new] = seqs_.try_emplace(key);
  if (!is_new) return &it->second;
  const auto packed = engine_.timeline(kind, subject);
  if (!packed) return std::unexpected(packed.error());
  unpack(packed->bytes, Seq{UINT64_MAX}, entries_);
  for (const Entry& e : entries_) it->second.push_back(e.seq);
  return &it->second;
}

}  // namespace rireki
