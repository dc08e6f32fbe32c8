// Lines of a small city that the tests of the command import.
#pragma once

#include <string>
#include <vector>

namespace rireki::running {

inline std::string event_line(const std::string& id, const std::string& type, const std::string& subject,
                              const std::string& effective, const std::string& recorded, const std::string& data,
                              const std::string& more = "") {
  return R"({"id":")" + id + R"(","type":")" + type + R"(","subject":")" + subject + R"(","effective":")" + effective +
         R"(","recorded":")" + recorded + R"(","data":)" + data + more + "}";
}

/// Records 2 to 10, after the policy: two units, three people, of whom P2 leaves on 2023-03-31.
inline std::vector<std::string> small_city() {
  const std::string t1 = "2020-01-02T00:00:00Z";
  const std::string t2 = "2022-03-20T01:00:00Z";
  const std::string person = R"({"name":"見本 花子","birth":"1990-05-05","sex":"female"})";
  const std::string other = R"({"name":"雛形, \"太郎\"","birth":"1980-01-01","sex":"male"})";
  const std::string job = R"({"kind":"regular","unit":"U-1","rank":"clerk","grade":1,"job_family":"general"})";
  return {
      event_line("u1", "OrgUnitEstablished", "U-1", "2010-04-01", t1, R"({"name":"総務課","authority":"mayor"})"),
      event_line("u2", "OrgUnitEstablished", "U-2", "2010-04-01", t1, R"({"name":"係","parent":"U-1"})"),
      event_line("r1", "PersonRegistered", "P1", "2020-04-01", t1, person),
      event_line("h1", "Hired", "P1", "2020-04-01", t1, job, R"(,"actor":"hr-1","order_ref":"R2-1")"),
      event_line("r2", "PersonRegistered", "P2", "2020-04-01", t1, other),
      event_line("h2", "Hired", "P2", "2020-04-01", t1, job, R"(,"actor":"hr-2","order_ref":"R2-1")"),
      event_line("p1", "Promoted", "P1", "2022-04-01", t2, R"({"rank":"chief","grade":3})", R"(,"order_ref":"R4-9")"),
      event_line("t1", "Transferred", "P1", "2022-04-01", t2, R"({"unit":"U-2"})", R"(,"order_ref":"R4-9","line":1)"),
      event_line("s2", "Separated", "P2", "2023-03-31", "2023-03-01T03:00:00.250Z", R"({"reason":"voluntary"})"),
  };
}

}  // namespace rireki::running
