#include "projections/person_row.h"

#include "events/calendar/age.h"

namespace rireki {

namespace {

void write_text(JsonWriter& out, std::string_view key, std::string_view value) {
  out.key(key);
  given(value) ? out.text(value) : out.null();
}

void write_number(JsonWriter& out, std::string_view key, const std::optional<int>& value) {
  out.key(key);
  value ? out.integer(*value) : out.null();
}

void write_day(JsonWriter& out, std::string_view key, const std::optional<Day>& day) {
  out.key(key);
  day ? out.text(to_iso(*day)) : out.null();
}

template <Enumeration E>
void write_code(JsonWriter& out, std::string_view key, std::uint8_t code) {
  write_text(out, key, code == kNone ? std::string_view() : to_text(static_cast<E>(code)));
}

std::optional<int> nonzero(int value) { return value == 0 ? std::nullopt : std::optional(value); }

void write_employment(JsonWriter& out, const PersonRow& row) {
  static const Employment kNoEmployment;
  const bool hired = row.state->employment.has_value();
  const Employment& job = hired ? *row.state->employment : kNoEmployment;
  write_text(out, "employment", hired ? to_text(job.kind) : std::string_view());
  write_text(out, "unit", job.unit);
  write_text(out, "authority", row.authority);
  write_text(out, "post", job.post);
  write_text(out, "rank", job.rank);
  write_text(out, "rank_class", row.rank_class);
  out.key("manager");
  row.manager ? out.boolean(*row.manager) : out.null();
  write_number(out, "grade", nonzero(job.grade));
  write_number(out, "step", nonzero(job.step));
  write_text(out, "job_family", job.job_family);
  write_text(out, "job_group", row.job_group);
}

/// An erased field says so; an unknown one is null.
void write_personal(JsonWriter& out, const PersonRow& row) {
  const Personal& p = row.personal;
  const bool erased = p.is_erased(PersonalCategory::attributes);
  const auto shown = [&](bool is_erased, const std::optional<std::string>& text) {
    is_erased ? out.text("erased") : text ? out.text(*text) : out.null();
  };
  out.key("sex");
  shown(erased, p.sex ? std::optional(std::string(to_text(*p.sex))) : std::nullopt);
  out.key("birth");
  shown(erased, p.birth ? std::optional(to_iso(*p.birth)) : std::nullopt);
  write_number(out, "age", row.age);
  out.key("age_band");
  shown(false, row.age ? std::optional(age_band(*row.age)) : std::nullopt);
  out.key("name");
  shown(p.is_erased(PersonalCategory::identity), p.name);
}

void write_dates(JsonWriter& out, const PersonRow& row) {
  const auto& job = row.state->employment;
  const auto of_job = [&](Day Employment::*member) { return job ? std::optional((*job).*member) : std::nullopt; };
  write_day(out, "hired", of_job(&Employment::hired));
  write_day(out, "first_hired", row.state->first_hired);
  write_number(out, "service_years", row.service_years);
  write_day(out, "rank_since", of_job(&Employment::rank_since));
  write_day(out, "unit_since", of_job(&Employment::unit_since));
  write_day(out, "term_end", job ? job->term_end : std::nullopt);
  write_code<Pattern>(out, "work_pattern", job ? job->pattern : kNone);
  write_code<CareerTrack>(out, "track", row.state->track);
}

void write_open_items(JsonWriter& out, const State& s) {
  out.key("absence");
  if (s.absence) {
    out.begin_object().key("absence").text(s.absence->id).key("kind").text(to_text(s.absence->kind));
    out.key("since").text(to_iso(s.absence->since)).end_object();
  } else {
    out.null();
  }
  out.key("secondment");
  if (s.secondment) {
    out.begin_object().key("host").text(s.secondment->host).key("since").text(to_iso(s.secondment->since)).end_object();
  } else {
    out.null();
  }
  out.key("assignments").begin_array();
  for (const OpenAssignment& a : s.assignments) {
    out.begin_object().key("assignment").text(a.id).key("kind").text(to_text(a.kind));
    write_text(out, "unit", a.unit);
    out.key("since").text(to_iso(a.since)).end_object();
  }
  out.end_array();
}

void write_separation(JsonWriter& out, const State& s) {
  out.key("separated");
  if (!s.separation || s.employed) {
    out.null();
    return;
  }
  out.begin_object().key("last_day").text(to_iso(s.separation->last_day)).key("reason").text(s.separation->reason);
  out.key("derived").boolean(s.separation->derived).end_object();
}

}  // namespace

Derived derive(const Employment& job, const World& world, Day day) {
  Derived derived;
  const Policy* then = world.policies.at(day);
  if (const auto authority = world.units.authority(job.unit, day); !authority.empty()) derived.authority = authority;
  const Rank* rank = then == nullptr ? nullptr : then->find_rank(job.rank);
  if (rank != nullptr) {
    derived.rank_class = rank->class_id;
    derived.manager = rank->manager;
  }
  const JobFamily* family = then == nullptr ? nullptr : then->find_job_family(job.job_family);
  if (family != nullptr) derived.job_group = family->group;
  return derived;
}

namespace {

Day day_of_employment(const State& state, Day day) {
  return state.separation && !state.employed ? state.separation->last_day : day;
}

}  // namespace

PersonRow make_person_row(std::string_view person, const State& state, const World& world, Day day, Personal personal,
                          const Derived& derived) {
  PersonRow row;
  row.person = person;
  row.state = &state;
  row.day = day;
  row.status = status_of(state);
  row.personal = std::move(personal);
  const Policy* policy = world.policies.at(day);
  if (row.personal.birth)
    row.age = age_on(*row.personal.birth, day, policy == nullptr ? AgeRule::legal : policy->age_rule);
  if (!state.employment) return row;
  row.authority = derived.authority;
  row.rank_class = derived.rank_class;
  row.job_group = derived.job_group;
  row.manager = derived.manager;
  row.service_years = completed_years(state.employment->hired, day_of_employment(state, day));
  return row;
}

PersonRow make_person_row(std::string_view person, const State& state, const World& world, Day day, Personal personal) {
  const Derived derived =
      state.employment ? derive(*state.employment, world, day_of_employment(state, day)) : Derived{};
  return make_person_row(person, state, world, day, std::move(personal), derived);
}

void write_state(JsonWriter& out, const PersonRow& row) {
  out.begin_object();
  out.key("person").text(row.person);
  out.key("status").text(to_text(row.status));
  write_employment(out, row);
  write_personal(out, row);
  write_dates(out, row);
  write_open_items(out, *row.state);
  write_separation(out, *row.state);
  out.end_object();
}

}  // namespace rireki
