#include "tools/rireki/remote_audit.h"

#include <filesystem>
#include <ranges>

#include <boost/json.hpp>

#include "engine/proof/checkpoint_file.h"
#include "engine/proof/merkle_proof.h"
#include "engine/proof/signed_note.h"
#include "engine/proof/tiles.h"
#include "tools/rireki/remote_request.h"
#include "tools/rireki/remote_work.h"

namespace rireki {

namespace {

constexpr std::uint64_t kBundle = 256;  // records
constexpr int kProofSeconds = 3600;     // the whole log is read for it, after what waits before it

Error not_signed(std::string_view what) {
  return {Code::integrity_error, "the service's " + std::string(what) + " is not what its keys have signed"};
}

Result<std::string> get(const GlobalOptions& global, std::string target) {
  return ask_for_text(global, {.target = std::move(target), .patience_seconds = kProofSeconds});
}

/// The head that a checkpoint speaks of, once its signature was checked.
Result<TreeHead> signed_head(const GlobalOptions& global, std::string_view note) {
  const auto text = verifier_keys_of_service(global);
  if (!text) return std::unexpected(text.error());
  const auto keys = parse_verifier_keys(*text);
  if (!keys) return std::unexpected(not_signed("checkpoint"));
  const auto opened = open_note(note, *keys);
  const auto checkpoint = opened ? parse_checkpoint(*opened) : std::unexpected(opened.error());
  return checkpoint ? Result<TreeHead>(checkpoint->head) : std::unexpected(not_signed("checkpoint"));
}

/// A text of lines, an empty one, and a checkpoint.
struct Proof {
  std::vector<std::string> lines;
  std::string checkpoint;
};

Proof parts_of(std::string_view text) {
  const std::size_t end = std::min(text.find("\n\n"), text.size());
  Proof proof;
  for (const auto line : std::views::split(text.substr(0, end), '\n'))
    proof.lines.emplace_back(line.begin(), line.end());
  proof.checkpoint = text.substr(std::min(end + 2, text.size()));
  return proof;
}

Result<std::vector<Hash>> hashes_in(std::span<const std::string> lines) {
  std::vector<Hash> hashes;
  for (const std::string& line : lines) {
    const auto bytes = from_base64(line);
    if (!bytes || bytes->size() != Hash{}.size()) return std::unexpected(not_signed("proof"));
    std::ranges::copy(*bytes, hashes.emplace_back().begin());
  }
  return hashes;
}

Result<void> check_inclusion(const GlobalOptions& global, const ProvedBytes& proved, Seq seq) {
  const Proof proof = parts_of(proved.proof);
  const auto head = signed_head(global, proof.checkpoint);
  if (!head) return std::unexpected(head.error());
  constexpr std::size_t kBeforeHashes = 2;  // the format's name, and the index
  if (proof.lines.size() < kBeforeHashes) return std::unexpected(not_signed("proof"));
  const auto hashes = hashes_in(std::span(proof.lines).subspan(kBeforeHashes));
  if (!hashes) return std::unexpected(hashes.error());
  const std::uint64_t index = seq.value - 1;
  const bool is_of_it = proof.lines[1] == "index " + std::to_string(index);
  if (is_of_it && proves_inclusion(Hasher().leaf(proved.record), index, *head, *hashes)) return {};
  return std::unexpected(not_signed("proof"));
}

/// The records of a bundle, each after its length; those that are too long for it are asked for one by one.
Result<std::vector<std::string>> records_in(const GlobalOptions& global, std::string_view bundle, std::uint64_t first) {
  std::vector<std::string> records;
  while (bundle.size() >= 2) {
    const std::size_t length =
        static_cast<std::uint8_t>(bundle[0]) * std::size_t{256} + static_cast<std::uint8_t>(bundle[1]);
    if (bundle.size() < length + 2) break;
    records.emplace_back(bundle.substr(2, length));
    bundle.remove_prefix(length + 2);
    if (length > 0) continue;
    auto record = get(global, "/v1/tile/long/" + std::to_string(first + records.size() - 1));
    if (!record) return std::unexpected(record.error());
    records.back() = std::move(*record);
  }
  return records;
}

/// `count` records from number `first` on, which begins a bundle.
Result<std::vector<std::string>> bundle_of(const GlobalOptions& global, std::uint64_t first, std::uint64_t count) {
  std::string target = "/v1/tile/entries/" + tile_number(first / kBundle);
  if (count < kBundle) target += ".p/" + std::to_string(count);
  const auto bundle = get(global, target);
  if (!bundle) return std::unexpected(bundle.error());
  auto records = records_in(global, *bundle, first);
  if (records && records->size() != count) return std::unexpected(not_signed("bundle of records"));
  return records;
}

/// Writes every record, and gives the head of their tree.
Result<TreeHead> write_tiles(const GlobalOptions& global, std::uint64_t size, TileWriter& tiles,
                             const std::function<void(Seq)>& progress) {
  Hasher hasher;
  Frontier tree;
  for (std::uint64_t first = 0; first < size; first += kBundle) {
    const auto records = bundle_of(global, first, std::min(kBundle, size - first));
    if (!records) return std::unexpected(records.error());
    for (const std::string& record : *records) {
      if (auto r = tiles.add(record); !r) return std::unexpected(r.error());
      tree.append(record, hasher);
    }
    progress(Seq{tree.size()});
  }
  if (auto r = tiles.finish(); !r) return std::unexpected(r.error());
  return tree.head(hasher);
}

}  // namespace

Result<Verified> verify_at_service(const GlobalOptions& global, bool full, const std::function<void(Seq)>& progress) {
  const auto state = work_at_service(global, std::string("/v1/verification?full=") + (full ? "true" : "false"),
                                     {.progress = [&](std::uint64_t done, std::uint64_t) { progress(Seq{done}); }});
  if (!state) return std::unexpected(state.error());
  const boost::json::object& found = state->at("report").as_object();
  Verified verified{.records = number_at(found, "records"), .checkpoint = number_at(found, "checkpoint")};
  const auto root = hash_at(found, "root");
  if (!root) return std::unexpected(root.error());
  verified.root = *root;
  if (!found.at("first_bad").is_null()) verified.first_bad = Seq{number_at(found, "first_bad")};
  for (const auto& problem : found.at("problems").as_array()) verified.problems.emplace_back(problem.as_string());
  return verified;
}

Result<std::string> verifier_keys_of_service(const GlobalOptions& global) {
  return ask_for_text(global, {.target = "/v1/verifier-key"});
}

Result<std::string> checkpoint_of_service(const GlobalOptions& global) {
  auto note = ask_for_text(global, {.target = "/v1/checkpoint"});
  if (!note) return note;
  const auto head = signed_head(global, *note);
  return head ? note : std::unexpected(head.error());
}

Result<ProvedBytes> prove_record_at_service(const GlobalOptions& global, Seq seq) {
  auto proof = get(global, "/v1/proofs/" + std::to_string(seq.value));
  if (!proof) return std::unexpected(proof.error());
  const std::uint64_t first = (seq.value - 1) / kBundle * kBundle;
  auto records = bundle_of(global, first, seq.value - first);
  if (!records) return std::unexpected(records.error());
  ProvedBytes proved{std::move(*proof), std::move(records->back())};
  if (auto r = check_inclusion(global, proved, seq); !r) return std::unexpected(r.error());
  return proved;
}

Result<std::string> prove_consistency_at_service(const GlobalOptions& global, std::uint64_t old_size,
                                                 std::uint64_t size) {
  auto proof = get(global, "/v1/consistency?old=" + std::to_string(old_size) + "&new=" + std::to_string(size));
  if (!proof) return proof;
  const auto head = signed_head(global, parts_of(*proof).checkpoint);
  if (!head) return std::unexpected(head.error());
  return head->size == size ? proof : std::unexpected(not_signed("proof"));
}

Result<TreeHead> export_tiles_of_service(const GlobalOptions& global, const std::string& target,
                                         const std::function<void(Seq)>& progress) {
  const auto keys = verifier_keys_of_service(global);
  if (!keys) return std::unexpected(keys.error());
  if (auto r = refuse_other_log(target, *keys); !r) return std::unexpected(r.error());
  const auto checkpoint = checkpoint_of_service(global);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const auto head = signed_head(global, *checkpoint);
  if (!head) return head;
  TileWriter tiles(target);
  const auto written = write_tiles(global, head->size, tiles, progress);
  if (!written) return written;
  if (*written != *head) return std::unexpected(not_signed("log"));
  if (auto r = finish_export(target, *keys, *checkpoint); !r) return std::unexpected(r.error());
  return head;
}

}  // namespace rireki
