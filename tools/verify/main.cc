// rireki-verify: checks what rireki hands out, with nothing but its public key. It shares no tree code with the engine.
#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <vector>

#include "tools/verify/certificate.h"
#include "tools/verify/exported_log.h"
#include "tools/verify/merkle.h"

namespace rireki {

namespace {

enum ExitStatus : int { exit_done = 0, exit_failed = 1, exit_usage = 2, exit_broken = 4 };

constexpr std::string_view kUsage =
    "rireki-verify checks what `rireki` hands out, given the log's verifier key (`rireki checkpoint --key`).\n"
    "\n"
    "  rireki-verify export DIR --key KEY                  of `rireki checkpoint --export DIR`\n"
    "  rireki-verify proof FILE --record FILE --key KEY    of `rireki prove SEQ --record FILE`\n"
    "  rireki-verify consistency FILE --old CHECKPOINT --key KEY\n"
    "                                                      of `rireki prove --consistency OLD NEW`\n"
    "  rireki-verify certificate FILE --key KEY [--answer FILE] [--data DIR]\n"
    "                                                      of `rireki --certificate FILE QUERY`; with what was\n"
    "                                                      printed, that is compared; with the log at hand,\n"
    "                                                      `rireki` answers again and is compared\n"
    "  rireki-verify --version\n"
    "\n"
    "Exit status: 0 it is what was signed, 4 it is not, 1 a file cannot be read, 2 usage.\n";

struct Arguments {
  std::string command;
  std::string file;
  std::map<std::string, std::string> options;
};

Result<Arguments> parse(const std::vector<std::string>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with("--")) {
      if (i + 1 == words.size()) return fail(Code::usage, words[i] + " needs a file");
      arguments.options[words[i]] = words[i + 1];
      ++i;
    } else if (arguments.command.empty()) {
      arguments.command = words[i];
    } else if (arguments.file.empty()) {
      arguments.file = words[i];
    } else {
      return fail(Code::usage, words[i] + " is one word too many");
    }
  }
  return arguments;
}

Result<std::string> option(const Arguments& arguments, const std::string& name) {
  const auto it = arguments.options.find(name);
  if (it == arguments.options.end()) return fail(Code::usage, arguments.command + " needs " + name);
  return content_of(it->second);
}

/// A number, the hashes and the checkpoint of a proof, whose first lines are `title` and then the number.
struct Proof {
  std::uint64_t number = 0;
  std::vector<Digest> hashes;
  SignedTree tree;
};

Result<Proof> read_proof(std::string_view text, std::string_view title, const PublicKeys& keys) {
  const auto malformed = [] { return fail(Code::integrity_error, "it is no such proof"); };
  const std::size_t end = text.find("\n\n");
  if (end == std::string_view::npos || !text.starts_with(title)) return malformed();
  Proof proof;
  std::string_view lines = text.substr(title.size(), end - title.size());
  const char* const last = lines.data() + std::min(lines.find('\n'), lines.size());
  const auto [ptr, ec] = std::from_chars(lines.data(), last, proof.number);
  if (ec != std::errc{} || ptr != last) return malformed();
  lines.remove_prefix(static_cast<std::size_t>(last - lines.data()));
  while (!lines.empty()) {
    lines.remove_prefix(1);
    const std::size_t line_end = std::min(lines.find('\n'), lines.size());
    const auto hash = decode_digest(lines.substr(0, line_end));
    if (!hash) return malformed();
    proof.hashes.push_back(*hash);
    lines.remove_prefix(line_end);
  }
  const auto tree = signed_tree(text.substr(end + 2), keys);
  if (!tree) return std::unexpected(tree.error());
  proof.tree = *tree;
  return proof;
}

Result<std::string> check_record(const Arguments& arguments, std::string_view text, const PublicKeys& keys) {
  const auto record = option(arguments, "--record");
  if (!record) return record;
  const auto proof = read_proof(text, "c2sp.org/tlog-proof@v1\nindex ", keys);
  if (!proof) return std::unexpected(proof.error());
  if (!is_in_tree(leaf_digest(*record), proof->number, proof->tree, proof->hashes)) {
    return fail(Code::integrity_error, "the record is not number " + std::to_string(proof->number + 1) +
                                           " of the log that the checkpoint signs");
  }
  return "the record is number " + std::to_string(proof->number + 1) + " of the " + std::to_string(proof->tree.size) +
         " records that " + proof->tree.log + " has signed";
}

Result<std::string> check_growth(const Arguments& arguments, std::string_view text, const PublicKeys& keys) {
  const auto note = option(arguments, "--old");
  if (!note) return note;
  const auto old = signed_tree(*note, keys);
  if (!old) return std::unexpected(old.error());
  const auto proof = read_proof(text, "old ", keys);
  if (!proof) return std::unexpected(proof.error());
  if (proof->number != old->size || !continues(*old, proof->tree, proof->hashes)) {
    return fail(Code::integrity_error, "the later log does not begin with the earlier one");
  }
  return "the " + std::to_string(proof->tree.size) + " records begin with the " + std::to_string(old->size) +
         " records of the earlier checkpoint";
}

Result<std::string> check_answer(const Arguments& arguments, std::string_view text, const PublicKeys& keys) {
  const auto certificate = check_certificate(text, keys);
  if (!certificate) return std::unexpected(certificate.error());
  const std::string stands = certificate->query + " as of " + certificate->as_of + ", known at " +
                             certificate->known_at + " of " + std::to_string(certificate->tree.size) + " records";
  std::string said = stands + ": it was certified";
  if (arguments.options.contains("--answer")) {
    const auto answer = option(arguments, "--answer");
    if (!answer) return answer;
    if (leaf_digest(*answer) != certificate->answer) {
      return fail(Code::integrity_error, arguments.options.at("--answer") + " is not the answer that was certified");
    }
    said += ", with this answer";
  }
  const auto data = arguments.options.find("--data");
  if (data == arguments.options.end()) return said;
  if (auto r = answer_again(*certificate, data->second); !r) return std::unexpected(r.error());
  return said + ", and the log gives the same answer";
}

Result<std::string> check_with(const Arguments& arguments, const PublicKeys& keys) {
  if (arguments.command == "export") {
    const auto tree = check_exported_log(arguments.file, keys);
    if (!tree) return std::unexpected(tree.error());
    return std::to_string(tree->size) + " records, root " + hex_of(bytes_of(tree->root)) +
           ": all of it was signed by " + tree->log;
  }
  const auto text = content_of(arguments.file);
  if (!text) return text;
  if (arguments.command == "proof") return check_record(arguments, *text, keys);
  if (arguments.command == "certificate") return check_answer(arguments, *text, keys);
  if (arguments.command == "consistency") return check_growth(arguments, *text, keys);
  return fail(Code::usage, "there is no command " + arguments.command);
}

/// One a line.
Result<PublicKeys> keys_of(std::string_view lines) {
  PublicKeys keys;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    auto key = parse_public_key(lines.substr(begin, end - begin));
    if (!key) return fail(Code::usage, key.error().message);
    keys.push_back(std::move(*key));
    begin = end + 1;
  }
  return keys.empty() ? fail(Code::usage, "there is no key in the file of --key") : Result<PublicKeys>(std::move(keys));
}

Result<std::string> check(const Arguments& arguments) {
  const auto lines = option(arguments, "--key");
  if (!lines) return lines;
  const auto keys = keys_of(*lines);
  return keys ? check_with(arguments, *keys) : std::unexpected(keys.error());
}

int report(const Error& error) {
  std::cerr << "rireki-verify: " << error.message << '\n';
  if (error.code == Code::usage) {
    std::cerr << '\n' << kUsage;
    return exit_usage;
  }
  return error.code == Code::io_error ? exit_failed : exit_broken;
}

}  // namespace

int run(const std::vector<std::string>& words) {
  if (words.empty() || std::ranges::find(words, "--help") != words.end()) {
    std::cout << kUsage;
    return words.empty() ? exit_usage : exit_done;
  }
  if (words == std::vector<std::string>{"--version"}) {
    std::cout << "rireki-verify " << RIREKI_VERSION << '\n';
    return exit_done;
  }
  const auto arguments = parse(words);
  if (!arguments) return report(arguments.error());
  const auto checked = check(*arguments);
  if (!checked) return report(checked.error());
  std::cout << *checked << '\n';
  return exit_done;
}

}  // namespace rireki

int main(int argc, char** argv) {
  try {
    return rireki::run({argv + 1, argv + argc});
  } catch (const std::exception& e) {
    std::cerr << "rireki-verify: " << e.what() << '\n';
    return 1;
  }
}
