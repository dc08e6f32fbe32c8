// The command line with --server in place of --data, held against that beside the data directory.
#pragma once

#include "tests/tools/served_city.h"

namespace rireki::running {

class Remote {
 public:
  Remote(const City& city, std::string url, std::string token, std::vector<std::string> more = {})
      : city_(city), url_(std::move(url)), token_(std::move(token)), more_(std::move(more)) {}

  [[nodiscard]] Ran run(const std::vector<std::string>& words, std::string_view input = "") const {
    return begin(words, input)->wait();
  }

  [[nodiscard]] std::unique_ptr<Process> begin(const std::vector<std::string>& words,
                                               std::string_view input = "") const {
    std::vector<std::string> all = {command_path(), "--server", url_};
    all.insert(all.end(), more_.begin(), more_.end());
    all.insert(all.end(), words.begin(), words.end());
    const std::vector<std::pair<std::string, std::string>> environment = {{"RIREKI_TOKEN", token_}};
    return std::make_unique<Process>(city_.scratch(), all, input, environment);
  }

 private:
  const City& city_;
  std::string url_;
  std::string token_;
  std::vector<std::string> more_;
};

/// The test policy as a later version, with an indicator.
inline std::string policy_with_indicator() {
  std::string policy(kTestPolicy);
  policy.replace(policy.find("R5"), 2, "R6");
  return policy +
         "[[indicator]]\nid = \"K1\"\nlabel = { ja = \"職員\" }\nkind = \"headcount\"\nunit = \"persons\"\n"
         "direction = \"up\"\n";
}

inline std::string address_of(const ServedCity& city, const std::string& scheme = "http",
                              const char* host = "127.0.0.1") {
  return scheme + "://" + host + ":" + std::to_string(city.port());
}

/// Asks beside the data directory and through the service, in every form. Answers may be long: what they are is not
/// shown.
inline void check_alike(const City& city, const Remote& remote,
                        const std::vector<std::vector<std::string>>& questions) {
  for (const auto& words : questions) {
    for (const char* form : {"", "--json", "--csv"}) {
      std::vector<std::string> asked = words;
      if (*form != '\0') asked.emplace_back(form);
      const Ran here = city.run(asked);
      const Ran there = remote.run(asked);
      CAPTURE(asked, here.err, there.err, here.out.size(), there.out.size());
      CHECK((there.out == here.out));
      CHECK(there.status == here.status);
      if (here.status == 0) CHECK(there.err == here.err);
    }
  }
}

}  // namespace rireki::running
