#include "projections/persons_alone.h"

namespace rireki {

Result<PackedTimeline> PersonsAlone::timeline(SubjectKind kind, std::string_view subject) {
  return kind == SubjectKind::organisation ? PackedTimeline{} : all_.timeline(kind, subject);
}

Result<void> PersonsAlone::each_timeline(SubjectKind kind, const Visit& visit) {
  if (kind != SubjectKind::person) return all_.each_timeline(kind, visit);
  for (const std::string& person : persons_) {
    const auto packed = all_.timeline(kind, person);
    if (!packed) return std::unexpected(packed.error());
    visit(person, *packed);
  }
  return {};
}

}  // namespace rireki
