// Whoever narrows a question down to one person learns nothing of that person: cities that differ in one fact of
// somebody give an analyst the same bytes.
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "projections/reports/report.h"
#include "tests/tools/served_city.h"

using namespace rireki;
using namespace rireki::running;

namespace {

namespace json = boost::json;
using Lines = std::vector<std::string>;

std::string line(const std::string& id, const std::string& type, const std::string& subject, const std::string& day,
                 const std::string& data) {
  return event_line(id, type, subject, day, "2020-01-02T00:00:00Z", data);
}

/// Somebody whom unit, age and sex together name; nobody else of the unit is within two years of that age.
struct Person {
  std::string id;
  std::string unit;
  int born = 1990;
  std::string sex;
};

/// Two units of twelve, and one of a single person.
std::vector<Person> people_of(std::mt19937& random) {
  std::vector<Person> people;
  for (const std::string unit : {"A-1", "B-1"}) {
    for (int i = 0; i < 12; ++i) {
      const std::string sex = random() % 3 == 0 ? "male" : "female";
      people.push_back({unit + "-P" + std::to_string(i), unit, 1992 - 3 * i, sex});
    }
  }
  people.push_back({"C-1-P0", "C-1", 1985, "male"});
  return people;
}

std::string policy_line() {
  const std::string document = std::string(kTestPolicy).replace(std::string_view(kTestPolicy).find("R5"), 2, "R6") + R"(
[[reason]]
id = "disciplinary_dismissal"
class = "involuntary"
[[indicator]]
id = "RESIGNED"
kind = "separations"
where = ["reason=voluntary"]
[disclosure]
audiences = [{ id = "analyst", minimum_cell = 5 }]
)";
  return line("p6", "PolicyAdopted", "org", "2010-01-01",
              json::serialize(json::object{{"policy", "test"}, {"version", "R6"}, {"document", document}}));
}

Lines city_of(const std::vector<Person>& people) {
  Lines lines = {policy_line()};
  for (const std::string unit : {"A-1", "B-1", "C-1"}) {
    lines.push_back(line(unit, "OrgUnitEstablished", unit, "2010-04-01", R"({"name":"課","authority":"mayor"})"));
  }
  for (const Person& p : people) {
    lines.push_back(
        line("r-" + p.id, "PersonRegistered", p.id, "2015-04-01",
             R"({"name":"見本","birth":")" + std::to_string(p.born) + R"(-05-05","sex":")" + p.sex + "\"}"));
    lines.push_back(
        line("h-" + p.id, "Hired", p.id, "2015-04-01",
             R"({"kind":"regular","unit":")" + p.unit + R"(","rank":"clerk","grade":1,"job_family":"general"})"));
  }
  return lines;
}

/// What nobody is to learn of a person: what happened in one city, and in the other.
struct Fact {
  std::string name;
  Lines is_so;
  Lines is_not;
};

std::vector<Fact> facts_of(const std::string& who) {
  const auto left = [&](const std::string& reason) {
    return line("s-" + who, "Separated", who, "2017-09-30", R"({"reason":")" + reason + "\"}");
  };
  const Lines sick = {
      line("a1-" + who, "AbsenceStarted", who, "2017-05-01", R"({"absence":"A","kind":"sick_leave","cause":"mental"})"),
      line("a2-" + who, "AbsenceEnded", who, "2017-09-01", R"({"absence":"A"})")};
  Lines hurt = sick;
  hurt.front() = line("a1-" + who, "AbsenceStarted", who, "2017-05-01",
                      R"({"absence":"A","kind":"sick_leave","cause":"physical"})");
  const Lines child = {
      line("f-" + who, "FamilyEventRecorded", who, "2017-04-20", R"({"family_event":"F","kind":"child_born"})"),
      line("c1-" + who, "AbsenceStarted", who, "2017-05-01",
           R"({"absence":"A","kind":"childcare","cause":"none","family_event":"F"})"),
      line("c2-" + who, "AbsenceEnded", who, "2017-07-01", R"({"absence":"A"})")};
  return {{"sick leave", sick, {}},
          {"its cause", sick, hurt},
          {"a child and leave for it", child, {}},
          {"why somebody left", {left("disciplinary_dismissal")}, {left("voluntary")}},
          {"that somebody left", {left("voluntary")}, {}},
          {"a course",
           {line("t-" + who, "TrainingCompleted", who, "2017-06-01", R"({"course":"C","category":"basic"})")},
           {}}};
}

/// Of every kind, under conditions that only one person meets.
std::vector<std::string> questions_under(const std::string& conditions) {
  std::vector<std::string> all;
  for (const char* what : {"hires", "separations", "promotions", "demotions", "transfers", "trainings", "absences"}) {
    for (const char* by : {"", "&by=unit", "&by=reason", "&by=kind,age", "&by=absence", "&by=sex"}) {
      all.push_back("/v1/counts/" + std::string(what) + "?fiscal-year=2017" + conditions + by);
    }
  }
  for (const char* more : {"", "&where=absence=sick_leave", "&where=absence=none", "&by=absence", "&by=sex,age",
                           "&exclude=absence=childcare", "&published=2017-03-31"}) {
    all.push_back("/v1/counts/headcount?as-of=2017-06-01" + conditions + more);
  }
  for (const std::string_view report : names(ReportKind{})) {
    all.push_back("/v1/reports/" + std::string(report) + "?fiscal-year=2016..2018" + conditions);
    all.push_back("/v1/reports/" + std::string(report) + "?fiscal-year=2017&as-of=2017-06-01" + conditions);
  }
  return all;
}

/// Questions without conditions, of little time or in detail.
std::vector<std::string> other_questions() {
  std::vector<std::string> all = {"/v1/counts/separations?from=2017-09-30&to=2017-09-30&by=reason",
                                  "/v1/counts/separations?fiscal-year=2017&as-of=2017-09-30&by=reason",
                                  "/v1/counts/separations?from=2017-09-01&to=2017-09-30",
                                  "/v1/counts/absences?from=2017-05-01&to=2017-05-31&by=kind",
                                  "/v1/counts/absences?fiscal-year=2017&by=unit",
                                  "/v1/counts/absences?fiscal-year=2017&by=age",
                                  "/v1/counts/absences?fiscal-year=2017&by=month",
                                  "/v1/counts/separations?fiscal-year=2017&by=reason",
                                  "/v1/kpi?fiscal-year=2017&as-of=2017-09-30"};
  for (const char* report : {"long_absence", "childcare_leave", "turnover_rates", "young_leavers", "absence_rate"}) {
    all.push_back("/v1/reports/" + std::string(report) + "?fiscal-year=2017&as-of=2017-09-30");
  }
  return all;
}

/// Everything of an answer but what names the state of the log.
std::string told(HttpClient& analyst, const std::string& target, const char* form) {
  const HttpAnswer answer = analyst.get(target, {"Accept: " + std::string(form)});
  std::string all = std::to_string(answer.status) + "\n";
  for (const char* header : {"Rireki-Remarks", "Rireki-Erased", "Content-Length", "Content-Type"}) {
    const std::size_t at = answer.head.find(header);
    if (at != std::string::npos) all += answer.head.substr(at, answer.head.find('\r', at) - at) + "\n";
  }
  return all + answer.body;
}

class AnalystOf {
 public:
  explicit AnalystOf(const Lines& lines, const Lines& more)
      : city_(joined(lines, more)), asker_(city_.port(), city_.token("analyst")) {}
  std::string told(const std::string& target, const char* form) { return ::told(asker_, target, form); }

 private:
  static Lines joined(Lines lines, const Lines& more) {
    lines.insert(lines.end(), more.begin(), more.end());
    return lines;
  }

  ServedCity city_;
  HttpClient asker_;
};

void check_alike(AnalystOf& is_so, AnalystOf& is_not, const std::vector<std::string>& questions) {
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const char* form = i % 2 == 0 ? "text/csv" : "application/jsonl";
    CAPTURE(questions[i], form);
    CHECK(is_so.told(questions[i], form) == is_not.told(questions[i], form));
  }
}

std::string conditions_of(const Person& p) {
  return "&where=unit=" + p.unit + "&where=age=" + std::to_string(2017 - p.born) + "&where=sex=" + p.sex;
}

}  // namespace

TEST_CASE("whoever singles a person out learns no fact of it", "[tools][serve][disclosure]") {
  std::mt19937 random(20261130);
  const std::vector<Person> people = people_of(random);
  const Lines city = city_of(people);
  for (const char* name :
       {"sick leave", "its cause", "a child and leave for it", "why somebody left", "that somebody left", "a course"}) {
    const Person& who = people[random() % people.size()];
    for (const Fact& fact : facts_of(who.id)) {
      if (fact.name != name) continue;
      CAPTURE(fact.name, who.id);
      AnalystOf is_so(city, fact.is_so);
      AnalystOf is_not(city, fact.is_not);
      check_alike(is_so, is_not, questions_under(conditions_of(who)));
    }
  }
}

TEST_CASE("a short period, or a table in detail, singles nobody out", "[tools][serve][disclosure]") {
  std::mt19937 random(20261201);
  const Lines city = city_of(people_of(random));
  for (const Fact& fact : facts_of("C-1-P0")) {
    if (fact.name == "that somebody left") continue;  // which the headcounts tell: whoever knows the unit does as well
    CAPTURE(fact.name);
    AnalystOf is_so(city, fact.is_so);
    AnalystOf is_not(city, fact.is_not);
    check_alike(is_so, is_not, other_questions());
    check_alike(is_so, is_not, questions_under("&where=unit=C-1"));
  }
}

TEST_CASE("sex and birth of the only one in a unit are not told", "[tools][serve][disclosure]") {
  std::mt19937 random(20261202);
  std::vector<Person> people = people_of(random);
  AnalystOf one(city_of(people), {});
  people.back().sex = "female";
  people.back().born = 1960;
  AnalystOf other(city_of(people), {});
  check_alike(one, other, questions_under("&where=unit=C-1"));
  for (const char* by : {"sex", "age", "age_band", "sex,absence"}) {
    check_alike(one, other, {"/v1/counts/headcount?as-of=2017-06-01&where=unit=C-1&by=" + std::string(by)});
  }
}

TEST_CASE("of many an analyst still learns numbers under conditions", "[tools][serve][disclosure]") {
  std::mt19937 random(20261203);
  AnalystOf analyst(city_of(people_of(random)), {});
  const auto rows = [&](const std::string& target) { return analyst.told(target, "application/jsonl"); };
  CHECK(rows("/v1/counts/headcount?as-of=2017-06-01&where=unit=A-1").contains(R"({"count":12})"));
  CHECK(rows("/v1/counts/headcount?as-of=2017-06-01&where=unit=C-1").contains(R"({"count":null,"suppressed":true})"));
  CHECK(rows("/v1/counts/headcount?as-of=2017-06-01&where=unit=D-1").contains(R"({"count":null,"suppressed":true})"));
  CHECK(rows("/v1/counts/hires?fiscal-year=2015&where=unit=A-1&by=fiscal_year").contains(R"("count":12)"));
  CHECK(rows("/v1/reports/staff_trend?fiscal-year=2017&where=unit=A-1").contains(R"("value":12)"));
}
