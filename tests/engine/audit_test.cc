// Proofs and notes against other people's vectors; verify, checkpoint and prove on a log of our own.
#include "engine/audit.h"

#include <filesystem>
#include <fstream>

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <rocksdb/db.h>

#include "engine/data_directory.h"
#include "engine/engine.h"
#include "engine/files/durable_file.h"
#include "engine/log/log_options.h"
#include "engine/log/rocks_log.h"
#include "engine/maintenance.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/merkle_proof.h"
#include "engine/proof/signing_key.h"
#include "tests/support/checkout.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tools/demo/city.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

boost::json::value vectors(const std::string& name) {
  std::ifstream file(checkout() / "../shared/vectors" / name);
  if (!file) return nullptr;
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string text_of(const boost::json::value& value) { return value.as_string().c_str(); }

/// Hashes of base64; none if one has another length, which only what must be refused has.
std::optional<std::vector<Hash>> hashes_of(const boost::json::array& texts) {
  std::vector<Hash> hashes;
  for (const auto& text : texts) {
    const auto bytes = from_base64(text_of(text));
    if (!bytes || bytes->size() != Hash().size()) return std::nullopt;
    std::ranges::copy(*bytes, hashes.emplace_back().begin());
  }
  return hashes;
}

std::optional<std::vector<Hash>> proof_of(const boost::json::value& value) {
  return value.is_null() ? std::vector<Hash>() : hashes_of(value.as_array());
}

/// The roots of a consistency proof. Some are no hashes at all, which matters only in that they are equal or not.
std::optional<std::vector<Hash>> roots_of(const boost::json::value& proof) {
  const boost::json::array texts{proof.at("root1"), proof.at("root2")};
  if (auto roots = hashes_of(texts)) return roots;
  Hasher hasher;
  return std::vector<Hash>{hasher.leaf(text_of(texts[0])), hasher.leaf(text_of(texts[1]))};
}

std::uint64_t number_of(const boost::json::value& value) { return value.to_number<std::uint64_t>(); }

TreeHead tree_of(std::span<const std::string> leaves) {
  Frontier frontier;
  Hasher hasher;
  for (const std::string& leaf : leaves) frontier.append(leaf, hasher);
  return frontier.head(hasher);
}

std::vector<Hash> roots_of(std::span<const LeafRange> ranges, std::span<const std::string> leaves) {
  return sure(range_roots(ranges, [&](const VisitRecord& visit) -> Result<void> {
    for (const std::string& leaf : leaves) visit(leaf);
    return {};
  }));
}

void fill(const std::string& data) {
  sure(Engine::create(data));
  const auto engine = sure(Engine::open(data, EngineMode::write));
  std::vector<Event> events;
  generate_city({.people = 60}, [&](Event event) { events.push_back(std::move(event)); });
  sure(engine->append_each(std::move(events), Recording::trusted));
}

Verified verified(const std::string& data, bool full = true) {
  return sure(verify(data, full, [](Seq) {}));
}

VerifierKey key_of(const std::string& data) {
  std::ifstream file(DataDirectory{data}.verifier_key());
  std::string line;
  std::getline(file, line);
  return sure(parse_verifier_key(line));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("proofs of every record and every earlier size hold, and no other does", "[engine][proof]") {
  std::vector<std::string> leaves;
  for (std::size_t size = 1; size <= 33; ++size) {
    leaves.push_back("record " + std::to_string(size));
    const TreeHead tree = tree_of(leaves);
    Hasher hasher;
    for (std::size_t i = 0; i < size; ++i) {
      const auto proof = roots_of(inclusion_ranges(i, size), leaves);
      CAPTURE(size, i);
      CHECK(proves_inclusion(hasher.leaf(leaves[i]), i, tree, proof));
      CHECK_FALSE(proves_inclusion(hasher.leaf("another"), i, tree, proof));
      if (size > 1) CHECK_FALSE(proves_inclusion(hasher.leaf(leaves[i]), (i + 1) % size, tree, proof));
      const TreeHead old = tree_of(std::span(leaves).first(i + 1));
      const auto consistency = roots_of(consistency_ranges(old.size, size), leaves);
      CHECK(proves_consistency(old, tree, consistency));
      CHECK_FALSE(proves_consistency({old.size, tree_of(std::span(leaves).first(i)).root}, tree, consistency));
    }
  }
}

TEST_CASE("proofs of other implementations are judged as they judge them", "[engine][proof]") {
  const auto inclusion = vectors("rfc6962/inclusion_proofs.json");
  const auto consistency = vectors("rfc6962/consistency_proofs.json");
  if (inclusion.is_null() || consistency.is_null()) {
    WARN("the vectors are not here");
    return;
  }
  std::size_t good = 0;
  for (const auto& c : inclusion.at("cases").as_array()) {
    INFO(text_of(c.at("file")));
    const auto proof = proof_of(c.at("proof"));
    const auto hashes = hashes_of({c.at("leafHash"), c.at("root")});
    const bool holds =
        proof && hashes &&
        proves_inclusion((*hashes)[0], number_of(c.at("leafIdx")), {number_of(c.at("treeSize")), (*hashes)[1]}, *proof);
    CHECK(holds != c.at("wantErr").as_bool());
    good += holds ? 1 : 0;
  }
  for (const auto& c : consistency.at("cases").as_array()) {
    INFO(text_of(c.at("file")));
    const auto proof = proof_of(c.at("proof"));
    const auto roots = roots_of(c);
    const std::uint64_t old_size = number_of(c.at("size1"));
    const bool holds =
        proof && roots && proves_consistency({old_size, (*roots)[0]}, {number_of(c.at("size2")), (*roots)[1]}, *proof);
    if (old_size > 0) CHECK(holds != c.at("wantErr").as_bool());  // from nothing: refused, see merkle_proof.h
    good += holds ? 1 : 0;
  }
  CHECK(good >= 10);
}

TEST_CASE("notes of other implementations are read, and ours are the same bytes", "[engine][proof]") {
  const auto notes = vectors("notes/signed_notes.json");
  const auto log = vectors("notes/tessera_testlog_0_15.json");
  if (notes.is_null() || log.is_null()) {
    WARN("the vectors are not here");
    return;
  }
  for (const auto& key : notes.at("verifier_keys").as_array()) {
    INFO(text_of(key.at("vkey")));
    const auto* why = key.as_object().if_contains("why");
    const bool is_cosigner = why != nullptr && text_of(*why).find("cosignature") != std::string::npos;
    CHECK(parse_verifier_key(text_of(key.at("vkey"))).has_value() == (key.at("valid").as_bool() && !is_cosigner));
  }
  const auto& signing = notes.at("deterministic_signing");
  const std::string skey = text_of(signing.at("skey"));
  const std::string seed = sure(from_base64(skey.substr(skey.find("+AY") + 1))).substr(1);
  const SigningKey key = sure(SigningKey::from_seed("PeterNeumann", seed));
  CHECK(sure(key.sign(text_of(signing.at("text")))) == text_of(signing.at("expect_note")));
  for (const auto& body : notes.at("checkpoint_bodies").as_array()) {
    CHECK(parse_checkpoint(text_of(body.at("body"))).has_value() == body.at("ok").as_bool());
  }
  const VerifierKey verifier = sure(parse_verifier_key(text_of(log.at("vkey"))));
  std::vector<std::string> leaves;
  for (const auto& note : log.at("checkpoints_by_size").as_array()) {
    const Checkpoint checkpoint = sure(parse_checkpoint(sure(open_note(text_of(note), verifier))));
    CHECK(checkpoint.head == tree_of(leaves));
    std::string altered = text_of(note);
    altered[altered.find('\n') + 1] ^= 1;
    CHECK_FALSE(open_note(altered, verifier).has_value());
    if (leaves.size() < log.at("leaves_utf8").as_array().size())
      leaves.push_back(text_of(log.at("leaves_utf8").at(leaves.size())));
  }
}

TEST_CASE("notes of other implementations are refused where they are to be", "[engine][proof]") {
  const auto notes = vectors("notes/signed_notes.json");
  if (notes.is_null()) {
    WARN("the vectors are not here");
    return;
  }
  std::size_t good = 0;
  for (const auto& note : notes.at("notes").as_array()) {
    INFO(text_of(note.at("name")));
    const auto bytes = sure(from_base64(text_of(note.at("note_b64"))));
    bool opened = false;
    for (const auto& vkey : note.at("vkeys").as_array()) {
      const auto key = parse_verifier_key(text_of(vkey));
      opened = opened || (key && open_note(bytes, *key).has_value());
    }
    CHECK(opened == (text_of(note.at("expect")) == "ok"));
    good += opened ? 1 : 0;
  }
  CHECK(good > 0);
}

TEST_CASE("a record is proved to whoever has the verifier key", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string proof = sure(prove_record(data, Seq{7}));
  const std::size_t end = proof.find("\n\n");
  const auto lines = lines_of(proof.substr(0, end));
  CHECK(lines[0] == "c2sp.org/tlog-proof@v1");
  CHECK(lines[1] == "index 6");
  const auto hashes = hashes_of(boost::json::array(lines.begin() + 2, lines.end())).value();
  const Checkpoint checkpoint = sure(parse_checkpoint(sure(open_note(proof.substr(end + 2), key_of(data)))));
  Hasher hasher;
  CHECK(proves_inclusion(hasher.leaf(sure(record_bytes(data, Seq{7}))), 6, checkpoint.head, hashes));
  CHECK_FALSE(proves_inclusion(hasher.leaf(sure(record_bytes(data, Seq{8}))), 6, checkpoint.head, hashes));

  const std::string consistency = sure(prove_consistency(data, 100, checkpoint.head.size));
  CHECK(consistency.starts_with("old 100\n"));
  CHECK(sure(parse_checkpoint(sure(open_note(consistency.substr(consistency.find("\n\n") + 2), key_of(data))))).head ==
        checkpoint.head);
  CHECK(prove_record(data, Seq{checkpoint.head.size + 1}).error().code == Code::usage);
  CHECK(prove_consistency(data, 0, 5).error().code == Code::usage);
}

TEST_CASE("verify finds all well, and goes on where it has ended", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const Verified first = verified(data);
  CHECK(first.problems.empty());
  CHECK(first.records == first.checkpoint);
  CHECK(first.root == sure(Engine::open(data, EngineMode::read))->head().root);
  CHECK(fs::exists(DataDirectory{data}.verified()));
  CHECK(verified(data, false).root == first.root);
}

TEST_CASE("verify names a wrong signature, a rolled back log and wrong views", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const DataDirectory place{data};
  const std::string note = sure(read_checkpoint_note(place.checkpoint())).value();
  const Checkpoint checkpoint = sure(parse_checkpoint(note));

  SECTION("a checkpoint that somebody else signed") {
    sure(create_signing_key(scratch / "other.key"));
    sure(replace_file(place.checkpoint(), sure(sure(SigningKey::load(scratch / "other.key")).sign(checkpoint.text()))));
    const Verified result = verified(data);
    REQUIRE(result.problems.size() == 1);
    CHECK(result.problems.front().find("checkpoint") != std::string::npos);
  }
  SECTION("a checkpoint of a longer log: log and guard are those of yesterday") {
    TreeHead longer = checkpoint.head;
    longer.size += 5;
    sure(replace_file(
        place.checkpoint(),
        sure(sure(SigningKey::load(place.signing_key())).sign(Checkpoint{checkpoint.origin, longer}.text()))));
    const Verified result = verified(data);
    CHECK(result.problems.size() == 1);
    CHECK(result.first_bad == Seq{checkpoint.head.size + 1});
    CHECK(Engine::open(data, EngineMode::read).error().code == Code::integrity_error);
    sure(accept_loss(data, Seq{checkpoint.head.size + 1}, "auditor"));
    CHECK(verified(data).problems.empty());
  }
  SECTION("a checkpoint of other records") {
    TreeHead other = checkpoint.head;
    other.root[0] ^= 1;
    sure(replace_file(
        place.checkpoint(),
        sure(sure(SigningKey::load(place.signing_key())).sign(Checkpoint{checkpoint.origin, other}.text()))));
    CHECK(verified(data).problems.size() == 1);
  }
  SECTION("views in which a timeline is wrong") {
    const auto views = sure(open_sealed_views(place.views(), OpenMode::write));
    const SealedViews::Rows nothing = [](const SealedViews::Put&) {};
    sure(views->seal(
        views->absorbed(), [](const SealedViews::Put& put) { put("pP000007", std::string(4, '\0')); }, nothing,
        nothing));
  }
  if (sure(read_checkpoint_note(place.checkpoint())) == note) {
    CHECK(verified(data, false).problems.empty());
    const Verified result = verified(data, true);
    REQUIRE(result.problems.size() == 1);
    CHECK(result.problems.front().find("P000007") != std::string::npos);
  }
}

TEST_CASE("a checkpoint that the key has not signed opens nothing, and stays as evidence", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const DataDirectory place{data};
  const std::string note = sure(read_checkpoint_note(place.checkpoint())).value();
  const Checkpoint whole = sure(parse_checkpoint(note));
  std::string changed = note;

  SECTION("its size was changed, to one that the log reaches") {
    const std::string size = "\n" + std::to_string(whole.head.size) + "\n";
    changed.replace(changed.find(size), size.size(), "\n7\n");
  }
  SECTION("its size was changed, to one that the log lacks") {
    const std::string size = "\n" + std::to_string(whole.head.size) + "\n";
    changed.replace(changed.find(size), size.size(), "\n999999\n");
  }
  SECTION("its signature was changed") {
    char& last = changed[changed.size() - 6];
    last = last == 'A' ? 'B' : 'A';
  }
  SECTION("it is signed, but of the accesses") {
    Checkpoint other = whole;
    other.origin += "/accesses";
    changed = sure(sure(SigningKey::load(place.signing_key())).sign(other.text()));
  }
  SECTION("it is no note at all") { changed = "nothing\n"; }
  if (changed == note) return;
  sure(replace_file(place.checkpoint(), changed));

  for (const EngineMode mode : {EngineMode::read, EngineMode::write, EngineMode::rehearse}) {
    const auto refused = Engine::open(data, mode);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Code::integrity_error);
    CHECK(refused.error().message.contains("checkpoint " + place.checkpoint()));
    CHECK(refused.error().message.contains("backup"));
  }
  CHECK(accept_loss(data, Seq{whole.head.size + 1}, "auditor").error().code == Code::integrity_error);
  CHECK(sure(read_checkpoint_note(place.checkpoint())).value() == changed);
  CHECK_FALSE(fs::exists(place.losses()));

  // Nothing else is wrong, which is said as well.
  const Verified result = verified(data);
  CHECK(result.problems.size() == 1);
  CHECK(result.problems.front().contains("checkpoint"));
  CHECK(result.records == whole.head.size);
  CHECK_FALSE(result.first_bad.has_value());
  CHECK(result.root == whole.head.root);

  fs::rename(place.checkpoint(), scratch / "evidence");
  { const auto engine = sure(Engine::open(data, EngineMode::write)); }
  CHECK(verified(data).problems.empty());
}

namespace {

void append_note(const std::string& data, const std::string& note) {
  Event event{.id = {}, .subject = "org", .effective = from_civil({2025, 1, 1})};
  event.note = note;
  event.data.value = MeasureProgressed{.measure = "m", .owner = "o", .fiscal_year = 2024};
  const auto engine = sure(Engine::open(data, EngineMode::write));
  REQUIRE(sure(engine->append({event}, Recording::by_clock)).front().kind == Outcome::Kind::appended);
}

void put_files(const std::string& from, const std::string& to, std::initializer_list<std::string> names) {
  for (const std::string& name : names) {
    fs::remove_all(fs::path(to) / name);
    fs::copy(fs::path(from) / name, fs::path(to) / name, fs::copy_options::recursive);
  }
}

}  // namespace

TEST_CASE("a longer log of another history than the checkpoint signs is refused", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  const std::string other = scratch / "other";
  fill(data);
  fs::copy(data, other, fs::copy_options::recursive);
  const std::uint64_t before = sure(Engine::open(data, EngineMode::read))->last().value;
  append_note(data, "ours");
  fs::copy(data, scratch / "ours", fs::copy_options::recursive);
  append_note(other, "theirs");
  append_note(other, "theirs, too");
  put_files(other, data, {"log", "guard"});
  const std::string note = sure(read_checkpoint_note(DataDirectory{data}.checkpoint())).value();
  for (const bool has_edge : {true, false}) {
    if (!has_edge) REQUIRE(fs::remove(DataDirectory{data}.checkpoint() + ".edge"));
    CAPTURE(has_edge);
    for (const EngineMode mode : {EngineMode::read, EngineMode::write}) {
      const auto refused = Engine::open(data, mode);
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code == Code::integrity_error);
      CHECK(refused.error().message.contains("its first " + std::to_string(before + 1) + " records have another root"));
    }
  }
  CHECK(sure(read_checkpoint_note(DataDirectory{data}.checkpoint())) == note);
}

TEST_CASE("a log that has gone on since its checkpoint is no loss, whatever edge is kept", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  fs::copy(data, scratch / "before", fs::copy_options::recursive);
  append_note(data, "first");
  const std::string edge = DataDirectory{data}.checkpoint() + ".edge";
  fs::copy(edge, scratch / "newer.edge");
  append_note(data, "second");
  put_files(scratch / "before", data, {"checkpoint", "checkpoint.edge"});  // the program died before it signed again
  CHECK(Engine::open(data, EngineMode::read).has_value());
  fs::copy(scratch / "newer.edge", edge, fs::copy_options::overwrite_existing);
  CHECK(Engine::open(data, EngineMode::read).has_value());
  std::ofstream(edge) << "no edge";
  CHECK(Engine::open(data, EngineMode::read).has_value());
  fs::remove(edge);
  append_note(data, "third");
  CHECK(fs::exists(edge));
  CHECK(verified(data).problems.empty());
}

TEST_CASE("nothing is proved or signed of records that are not those of the log's tree", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const DataDirectory place{data};
  fs::copy(data, scratch / "whole", fs::copy_options::recursive);
  {
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    rocksdb::DB* raw = nullptr;
    REQUIRE(
        rocksdb::DB::Open(log_options(*rocksdb::Env::Default()), place.log(), log_families(), &families, &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    std::string bytes;
    REQUIRE(db->Get({}, "head", &bytes).ok());
    const LogHead head = sure(decode_log_head(bytes));
    std::vector<Hash> subtrees = head.frontier.subtrees();
    subtrees.front()[0] ^= 1;
    REQUIRE(db->Put({}, "head", encode_log_head({Frontier(head.frontier.size(), subtrees), head.previous})).ok());
    for (auto* family : families) db->DestroyColumnFamilyHandle(family);
  }
  const TreeHead whole = sure(Engine::open(scratch / "whole", EngineMode::read))->head();
  sure(forget_loss(place.log_place()));
  const auto is_refused = [](const auto& result) { return !result && result.error().code == Code::integrity_error; };
  CHECK(is_refused(prove_record(data, Seq{7})));
  CHECK(is_refused(prove_records(data, std::vector{Seq{7}})));
  CHECK(is_refused(prove_consistency(data, 20, 30)));
  CHECK(is_refused(export_tiles(data, scratch / "export", [](Seq) {})));
  CHECK_FALSE(fs::exists(scratch / "export/checkpoint"));
  const Verified result = verified(data);
  REQUIRE(result.problems.size() == 1);
  CHECK_FALSE(result.first_bad.has_value());  // no Record is known to be bad
  CHECK(TreeHead{result.records, result.root} == whole);
}

TEST_CASE("a checkpoint is checked with what is left of the keys", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const DataDirectory place{data};
  sure(change_signing_key(data, KeyChange::begin));
  CHECK(Engine::open(data, EngineMode::write).has_value());
  sure(change_signing_key(data, KeyChange::end));
  CHECK(Engine::open(data, EngineMode::read).has_value());  // the checkpoint is still the old key's

  fs::rename(place.verifier_key(), scratch / "verifier.key");
  CHECK(Engine::open(data, EngineMode::read).has_value());
  fs::rename(place.signing_key(), scratch / "signing.key");
  const auto refused = Engine::open(data, EngineMode::read);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == Code::integrity_error);
  CHECK(refused.error().message.contains(place.verifier_key()));
  fs::rename(scratch / "verifier.key", place.verifier_key());
  CHECK(Engine::open(data, EngineMode::read).has_value());
}

TEST_CASE("with another log's signing key nothing is written, and nothing handed out", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const DataDirectory place{data};
  const auto content_of = [](const std::string& path) { return sure(read_durable_file(path)); };
  const std::string checkpoint = content_of(place.checkpoint());
  const std::string verifiers = content_of(place.verifier_key());
  fs::rename(place.signing_key(), scratch / "own.key");
  sure(create_signing_key(place.signing_key()));
  const auto is_refused = [&](const auto& result) {
    return !result && result.error().code == Code::integrity_error &&
           result.error().message.contains(place.signing_key()) && result.error().message.contains("backup --keys");
  };
  CHECK(is_refused(Engine::open(data, EngineMode::write)));
  CHECK(is_refused(signed_checkpoint(data)));
  CHECK(is_refused(prove_record(data, Seq{1})));
  CHECK(is_refused(change_signing_key(data, KeyChange::begin)));
  CHECK(Engine::open(data, EngineMode::read).has_value());
  CHECK(content_of(place.checkpoint()) == checkpoint);
  CHECK(content_of(place.verifier_key()) == verifiers);

  // A change of the key that was interrupted before the new verifier key was written down.
  fs::rename(scratch / "own.key", place.signing_key());
  sure(change_signing_key(data, KeyChange::begin));
  sure(replace_file(place.verifier_key(), verifiers));
  CHECK(Engine::open(data, EngineMode::write).has_value());
  sure(change_signing_key(data, KeyChange::end));
  CHECK(Engine::open(data, EngineMode::write).has_value());
  CHECK(verified(data).problems.empty());
}

TEST_CASE("verify names a record only where one is bad", "[engine][proof]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const DataDirectory place{data};
  const Verified whole = verified(data);
  for (const std::string& path :
       {place.guard(), place.verifier_key(), place.signing_key(), place.master_key(), place.vault()}) {
    CAPTURE(path);
    fs::rename(path, scratch / "kept");
    for (const bool is_missing : {true, false}) {
      if (!is_missing) std::ofstream(path) << "rubbish\n";
      const Verified result = verified(data);
      CHECK_FALSE(result.problems.empty());
      CHECK_FALSE(result.first_bad.has_value());
      CHECK(result.records == whole.records);
      CHECK(result.root == whole.root);
      CHECK(to_json(result).contains(R"("ok":false)"));
      CHECK(to_json(result).contains(R"("first_bad":null)"));
    }
    fs::rename(scratch / "kept", path);
    CHECK(verified(data).problems.empty());
  }
}
