#include "tools/verify/certificate.h"

#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <vector>

#include "tools/verify/merkle.h"

namespace rireki {

namespace {

std::unexpected<Error> wrong(const std::string& what) { return fail(Code::integrity_error, what); }

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const auto [ptr, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return ec == std::errc{} && ptr == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// "SEQ LEAF HASH,HASH…"
Result<void> check_listed(std::string_view text, const SignedTree& tree) {
  const auto parts = split(text, ' ');
  const auto seq = parts.empty() ? std::nullopt : number_of(parts[0]);
  const auto leaf = parts.size() < 2 ? std::nullopt : decode_digest(parts[1]);
  if (!seq || *seq == 0 || !leaf) return wrong("a record is not listed as it should be");
  std::vector<Digest> path;
  if (parts.size() > 2) {
    for (const std::string_view hash : split(parts[2], ',')) path.push_back(decode_digest(hash).value_or(Digest{}));
  }
  if (is_in_tree(*leaf, *seq - 1, tree, path)) return {};
  return wrong("record " + std::to_string(*seq) + " is not in the log that the checkpoint signs");
}

/// The words of a JSON array of texts.
std::optional<std::vector<std::string>> words_of(std::string_view json) {
  if (!json.starts_with('[') || !json.ends_with(']')) return std::nullopt;
  std::vector<std::string> words;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    if (json[i] == ',') continue;
    if (json[i] != '"') return std::nullopt;
    std::string& word = words.emplace_back();
    for (++i; i < json.size() && json[i] != '"'; ++i) {
      if (json[i] == '\\') ++i;  // a command line has no control characters worth asking again
      if (i < json.size()) word += json[i];
    }
  }
  return words;
}

/// What a program prints; none if it fails.
std::optional<std::string> output_of(std::vector<std::string> words) {
  int ends[2] = {};
  if (::pipe(ends) != 0) return std::nullopt;
  const pid_t child = ::fork();
  if (child == 0) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string output;
  char buffer[65'536];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    output.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = -1;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) return std::nullopt;
  return output;
}

}  // namespace

Result<Certificate> check_certificate(std::string_view note, const PublicKeys& keys) {
  const auto text = signed_text(note, keys);
  if (!text) return wrong("the certificate: " + text.error().message);
  if (!text->starts_with("rireki.certificate/v1\n")) return wrong("it is no certificate");
  Certificate certificate;
  std::string checkpoint;
  std::vector<std::string_view> records;
  std::optional<Digest> answer;
  for (const std::string_view line : split(*text, '\n')) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string_view name = line.substr(0, blank);
    const std::string_view value = line.substr(std::min(blank + 1, line.size()));
    if (name == "query") certificate.query = value;
    if (name == "as-of") certificate.as_of = value;
    if (name == "known-at") certificate.known_at = value;
    if (name == "answer") answer = decode_digest(value);
    if (name == "record") records.push_back(value);
    if (name == ">") (checkpoint += value) += '\n';
  }
  const auto tree = signed_tree(checkpoint, keys);
  if (!tree) return std::unexpected(tree.error());
  const auto seq = certificate.known_at.starts_with("seq:") ? number_of(certificate.known_at.substr(4)) : std::nullopt;
  if (!answer || !seq || *seq > tree->size) return wrong("the certificate says more than its checkpoint");
  for (const std::string_view record : records) {
    if (auto r = check_listed(record, *tree); !r) return std::unexpected(r.error());
  }
  certificate.answer = *answer;
  certificate.tree = *tree;
  return certificate;
}

Result<void> answer_again(const Certificate& certificate, const std::string& data) {
  const auto words = words_of(certificate.query);
  if (!words) return wrong("the certificate's query cannot be read");
  const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "rireki";
  std::vector<std::string> command{beside.string(), "--data", data};
  command.insert(command.end(), words->begin(), words->end());
  const auto output = output_of(command);
  if (!output) return fail(Code::io_error, beside.string() + " does not answer from " + data);
  if (leaf_digest(*output) == certificate.answer) return {};
  return wrong("the log gives another answer than the one that was certified");
}

}  // namespace rireki
