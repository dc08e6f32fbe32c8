#include "events/lifecycle/organisation.h"

#include "events/policy/load_policy.h"

namespace rireki {

namespace {

bool is_tally(EventType type) {
  return type == EventType::SurveyTallied || type == EventType::TrainingSurveyTallied ||
         type == EventType::StressCheckTallied || type == EventType::AttendanceTallied;
}

}  // namespace

std::string tally_key(const Entry& entry) {
  if (!is_tally(entry.body)) return {};
  return std::string(1, static_cast<char>(entry.body)) + std::string(entry.item);
}

namespace {

Result<std::shared_ptr<const Policy>> parse_policy_of(Seq seq, TimelineSource& source) {
  const auto record = source.record(seq);
  if (!record) return std::unexpected(record.error());
  const auto* correction = record->event.as<EventCorrected>();
  const EventData& data = correction == nullptr ? record->event.data : *correction->data.data;
  auto policy = load_policy(std::get<PolicyAdopted>(data.value).document.text);
  if (policy) return std::make_shared<const Policy>(std::move(*policy));
  return fail(Code::integrity_error,
              "the policy in record " + std::to_string(seq.value) + " no longer loads: " + policy.error().message);
}

}  // namespace

Result<PolicyBook> load_policies(const Timeline& org, TimelineSource& source, ParsedPolicies& parsed) {
  std::vector<AdoptedPolicy> adopted;
  for (const Entry* e : org.valid()) {
    if (e->type != EventType::PolicyAdopted) continue;
    auto& policy = parsed[e->data_seq];
    if (policy == nullptr) {
      auto read = parse_policy_of(e->data_seq, source);
      if (!read) return std::unexpected(read.error());
      policy = std::move(*read);
    }
    adopted.push_back({e->effective, e->seq, policy});
  }
  return PolicyBook(std::move(adopted));
}

void load_closed_and_tallies(const Timeline& org, Organisation& organisation) {
  organisation.closed.clear();
  organisation.tallies.clear();
  for (const Entry* e : org.valid()) {
    if (e->type == EventType::PeriodClosed) {
      organisation.closed.push_back({Period{e->kind == 1, e->day.days}, e->seq});
    } else if (auto key = tally_key(*e); !key.empty()) {
      organisation.tallies.insert(std::move(key));
    }
  }
}

Result<Organisation> load_organisation(TimelineSource& source, Seq known, ParsedPolicies& parsed) {
  Organisation organisation;
  Timeline timeline;
  auto each = source.each_timeline(SubjectKind::unit, [&](std::string_view code, const PackedTimeline& packed) {
    timeline.load(packed.bytes, known);
    if (auto spans = fold_unit(timeline); !spans.empty()) organisation.units.replace(code, std::move(spans));
  });
  if (!each) return std::unexpected(each.error());

  const auto org = source.timeline(SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  timeline.load(org->bytes, known);
  auto policies = load_policies(timeline, source, parsed);
  if (!policies) return std::unexpected(policies.error());
  organisation.policies = std::move(*policies);
  load_closed_and_tallies(timeline, organisation);
  return organisation;
}

const ClosedPeriod* closed_period(const Organisation& organisation, Day day) {
  for (const ClosedPeriod& closed : organisation.closed) {
    const Period& p = closed.period;
    const bool inside = p.is_fiscal_year ? organisation.policies.fiscal_years().year_of(day) == p.index
                                         : month_of(day).index == p.index;
    if (inside) return &closed;
  }
  return nullptr;
}

std::string to_text(const Period& period) {
  return period.is_fiscal_year ? "FY" + std::to_string(period.index) : to_iso(Month{period.index});
}

}  // namespace rireki
