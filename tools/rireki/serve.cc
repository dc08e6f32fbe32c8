// serve and token: the service over one data directory, and who may ask it.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>

#include "tools/rireki/answering.h"
#include "tools/rireki/command.h"
#include "tools/rireki/commands_for_askers.h"
#include "tools/rireki/own_folder.h"
#include "tools/rireki/token.h"
#include "tools/server/answers.h"
#include "tools/server/descriptors.h"
#include "tools/server/http_server.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

struct ServeOptions {
  std::string listen = "127.0.0.1";
  std::uint16_t port = 8080;
  TlsFiles tls;
  BackupPlace backups;
  std::string page;
  double query_seconds = 2;
  int requests_per_second = 100'000;
  std::string log_requests = "problems";
};

/// Reads what questions about everybody keep in memory, so that the first one is as quick as any.
Result<void> warm_up(Engine& engine) {
  const auto held = engine.hold();
  if (const auto staff = engine.staff(engine.last()); !staff) return std::unexpected(staff.error());
  if (const auto columns = engine.personal_columns(); !columns) return std::unexpected(columns.error());
  const auto facts = engine.absence_facts();
  return facts ? Result<void>{} : std::unexpected(facts.error());
}

/// Beside the program, as it was built or installed.
std::filesystem::path installed_page() {
  std::error_code ec;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ec);
  return program.parent_path().parent_path() / "share" / "rireki" / "web";
}

int run_serve(const GlobalOptions& global, const ServeOptions& options) {
  if (options.tls.certificate.empty() != options.tls.key.empty()) {
    return report({Code::usage, "--tls-certificate and --tls-key go together"});
  }
  if (!options.backups.directory.empty()) {
    if (const auto r = refuse_own_folder(options.backups.directory); !r) return report(r.error());
  }
  std::optional<TlsFiles> tls;
  if (!options.tls.key.empty()) tls = options.tls;
  log_json_lines();
  HttpLimits http;
  http.connections_max = connections_under(raise_descriptor_limit(), http.connections_max);
  auto server = HttpServer::listen(options.listen, options.port, tls, http);
  if (!server) return report(server.error());
  auto engine = Engine::open(global.data, EngineMode::write);
  if (!engine) return report(engine.error());
  {
    if (auto r = warm_up(**engine); !r) return report(r.error());
    const ServiceLimits limits{
        .question = std::chrono::milliseconds(static_cast<std::int64_t>(options.query_seconds * 1000)),
        .requests_per_second = options.requests_per_second,
        .logged = *from_text<LoggedRequests>(options.log_requests)};
    auto page = Page::load(options.page.empty() ? installed_page() : std::filesystem::path(options.page));
    if (!page) return report(page.error());
    Answers answers(**engine, {global.data, options.backups, std::string(program_version())}, std::move(*page),
                    commands_for_askers(), limits);
    std::cout << "listening on http" << (tls ? "s" : "") << "://" << options.listen << ":" << (*server)->port()
              << "/v1\n"
              << std::flush;
    (*server)->run(
        {.whole = [&](HttpRequest request, Respond respond) { answers.answer(std::move(request), std::move(respond)); },
         .head = [&](const HttpRequest& head) { return answers.sender_of(head); }},
        is_upload);
  }
  return exit_done;
}

}  // namespace

void add_serve(Commands& commands) {
  auto* command = commands.add("serve", "Answers over HTTP, on this machine",
                               "  rireki serve --port 8080\n"
                               "\nIt is the one writer of its data directory until SIGTERM, which lets appends under\n"
                               "way end. docs/http_api.md says what it can be asked.\n");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("--listen", options->listen, "an address; without TLS a loopback address")->capture_default_str();
  whole_number(command->add_option("--port", options->port, "0 takes a free one")->capture_default_str(), 0,
               UINT16_MAX);
  command->add_option("--tls-certificate", options->tls.certificate, "PEM file with the certificate and its chain");
  command->add_option("--tls-key", options->tls.key, "PEM file with its private key");
  command->add_flag("--allow-tls-1-2", options->tls.allows_1_2, "also speak TLS 1.2 (default: 1.3 alone)");
  command->add_option("--query-seconds", options->query_seconds, "a question that waits or takes longer is given up")
      ->check(CLI::Range(0.001, 3600.0))
      ->check([](const std::string& text) {  // which no bound holds back
        return std::isnan(std::strtod(text.c_str(), nullptr)) ? "'" + text + "' is not a number" : std::string();
      })
      ->capture_default_str();
  whole_number(command->add_option("--requests-per-second", options->requests_per_second, "that one token may send")
                   ->capture_default_str(),
               1, INT32_MAX);
  command
      ->add_option("--log-requests", options->log_requests,
                   "which requests the log on stderr has: none, problems or all; never what was asked or answered")
      ->check(CLI::IsMember({"none", "problems", "all"}))
      ->capture_default_str();
  command->add_option("--page", options->page, "where the files for browsers lie (default: where they are installed)");
  command->add_option("--backups", options->backups.directory,
                      "where POST /v1/backups puts backups (default: it makes none)");
  whole_number(command->add_option("--keep-backups", options->backups.kept,
                                   "after each backup remove all but so many of the newest ones (default: keep all)"),
               1, UINT32_MAX);
  commands.runs(command, [=, &commands] { return run_serve(commands.global(), *options); });
}

void add_token(Commands& commands) {
  auto* command = commands.add("token", "Makes, lists and revokes the tokens with which the service is asked",
                               "  rireki token make --owner hr-officer-7 --role hr --days 90\n"
                               "  rireki token list\n"
                               "  rireki token revoke 7d1f00a2b6c4\n");
  auto options = std::make_shared<TokenOptions>();
  command->add_option("ACTION", options->action, "make, list or revoke")
      ->required()
      ->check(CLI::IsMember({"make", "list", "revoke"}));
  command->add_option("ID", options->id, "revoke: the token's id");
  command->add_option("--owner", options->owner, "make: who asks with it");
  command->add_option("--role", options->role,
                      "make: auditor (reads all), hr (reads all, appends), manager (reads of a unit's staff), analyst\n"
                      "(numbers alone), job (operates) or admin (tokens, policies)");
  command->add_option("--unit", options->unit, "make: of a manager, the unit whose subtree it reads of");
  whole_number(command->add_option("--days", options->days, "make: for how many days it holds")->capture_default_str(),
               1, 3650);
  commands.runs_anywhere(command, [=, &commands] { return run_token(commands.global(), *options); });
}

}  // namespace rireki
