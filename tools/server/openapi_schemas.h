// What goes in and out, for the OpenAPI document: JSON Schema 2020-12, by name.
#pragma once

#include <string_view>

namespace rireki {

inline constexpr std::string_view kOpenapiSchemas = R"json({
"Problem": {"type": "object", "required": ["type", "title", "status", "detail", "code"], "properties": {
  "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
  "detail": {"type": "string"}, "code": {"type": "string"}, "field": {"type": "string"},
  "outcomes": {"type": "array", "items": {"$ref": "#/components/schemas/Outcome"}}}},
"Answer": {"type": "object", "required": ["known_at", "rows"], "properties": {
  "as_of": {"type": "string", "format": "date"}, "policy": {"type": "string"}, "erased": {"type": ["integer", "null"]},
  "known_at": {"type": "string", "pattern": "^seq:[0-9]+$"},
  "checkpoint": {"type": "object", "required": ["size", "root"], "properties": {
    "size": {"type": "integer"}, "root": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}},
  "rows": {"type": "array", "items": {"type": "object"}}}},
"Event": {"type": "object", "required": ["type", "subject", "data"], "additionalProperties": false, "properties": {
  "id": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}, "type": {"type": "string"},
  "subject": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
  "effective": {"type": "string", "format": "date"}, "line": {"type": "integer", "minimum": 0, "maximum": 65535},
  "actor": {"type": "string"}, "order_ref": {"type": "string"}, "note": {"type": "string"},
  "data": {"type": "object"}}},
"Outcome": {"type": "object", "required": ["warnings"], "properties": {
  "seq": {"type": "integer"}, "version": {"type": "integer"}, "duplicate": {"type": "boolean"},
  "dry_run": {"type": "boolean"}, "withheld": {"type": "boolean"}, "code": {"type": "string"},
  "detail": {"type": "string"}, "field": {"type": "string"},
  "dependents": {"type": "array", "items": {"type": "integer"}},
  "warnings": {"type": "array", "items": {"type": "string"}}}},
"Outcomes": {"type": "object", "required": ["outcomes"], "properties": {
  "outcomes": {"type": "array", "items": {"$ref": "#/components/schemas/Outcome"}},
  "event": {"type": "object", "description": "what was recorded, if the service has made it"}}},
"Lines": {"type": "string", "description": "A JSON object a line; of an import or a batch, an Event or a CloudEvent"},
"CloudEvent": {"type": "object", "required": ["specversion", "type", "subject", "data"], "properties": {
  "specversion": {"const": "1.0"}, "id": {"type": "string"}, "source": {"type": "string"}, "type": {"type": "string"},
  "subject": {"type": "string"}, "effective": {"type": "string", "format": "date"}, "data": {"type": "object"},
  "sequence": {"type": "string"}, "recordedtime": {"type": "string", "format": "date-time"}}},
"CloudEvents": {"type": "array", "items": {"$ref": "#/components/schemas/CloudEvent"}},
"CloudEventLines": {"type": "string", "description": "A CloudEvent a line"},
"ImportReport": {"type": "object", "required": ["appended", "duplicates", "refused", "warnings", "refusals",
  "refusals_left_off", "seq"], "properties": {
  "appended": {"type": "integer"}, "duplicates": {"type": "integer"}, "refused": {"type": "integer"},
  "warnings": {"type": "object", "additionalProperties": {"type": "integer"}},
  "refusals": {"type": "array", "items": {"type": "object", "required": ["line", "code", "detail"], "properties": {
    "line": {"type": "integer"}, "code": {"type": "string"}, "detail": {"type": "string"},
    "field": {"type": "string"}}}},
  "refusals_left_off": {"type": "integer"}, "seq": {"type": "integer"}}},
"Proposal": {"type": "object", "required": ["proposal", "proposer", "made", "expires", "kind", "approvers"],
  "properties": {
  "proposal": {"type": "string"}, "proposer": {"type": "string"}, "made": {"type": "string", "format": "date-time"},
  "expires": {"type": "string", "format": "date-time"}, "kind": {"enum": ["events", "erasure"]},
  "approvers": {"type": "array", "items": {"enum": ["hr", "admin"]}},
  "events": {"type": "array", "items": {"type": "object"}}, "person": {"type": "string"},
  "categories": {"type": "array", "items": {"type": "string"}}, "basis": {"type": "string"}}},
"Proposals": {"type": "object", "required": ["rows"], "properties": {
  "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Proposal"}}}},
"ErasureRequest": {"type": "object", "required": ["person", "basis"], "additionalProperties": false, "properties": {
  "person": {"type": "string", "minLength": 1}, "basis": {"type": "string", "minLength": 1},
  "categories": {"type": "array", "minItems": 1, "items": {"enum": ["identity", "attributes", "sensitive"]}}}},
"ClosingRequest": {"type": "object", "required": ["period"], "additionalProperties": false, "properties": {
  "period": {"type": "string", "minLength": 1}, "note": {"type": "string", "minLength": 1}}},
"TokenRequest": {"type": "object", "required": ["owner", "role"], "additionalProperties": false, "properties": {
  "owner": {"type": "string", "minLength": 1},
  "role": {"enum": ["auditor", "hr", "manager", "analyst", "job", "admin"]},
  "unit": {"type": "string", "minLength": 1}, "days": {"type": "integer", "minimum": 1, "maximum": 3650}}},
"Token": {"type": "object", "required": ["id", "owner", "role", "unit", "made", "expires"], "properties": {
  "id": {"type": "string"}, "owner": {"type": "string"}, "role": {"type": "string"},
  "unit": {"type": ["string", "null"]}, "made": {"type": "string", "format": "date-time"},
  "expires": {"type": "string", "format": "date-time"}, "token": {"type": "string"}}},
"Tokens": {"type": "object", "required": ["rows"], "properties": {
  "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Token"}}}},
"Asker": {"type": "object", "required": ["owner", "role", "unit", "expires", "today", "known_at"], "properties": {
  "owner": {"type": "string"}, "role": {"type": "string"}, "unit": {"type": ["string", "null"]},
  "expires": {"type": "string", "format": "date-time"}, "today": {"type": "string", "format": "date"},
  "known_at": {"type": "string", "pattern": "^seq:[0-9]+$"}}},
"Work": {"type": "object", "required": ["state", "number", "done", "total", "report", "code", "detail"], "properties": {
  "state": {"enum": ["none", "running", "done", "failed", "cancelled"]}, "number": {"type": "integer"},
  "done": {"type": "integer"}, "total": {"type": "integer"}, "report": {"type": ["object", "null"]},
  "code": {"type": ["string", "null"]}, "detail": {"type": ["string", "null"]}}},
"Backup": {"type": "object", "required": ["backup", "records", "root"], "properties": {
  "backup": {"type": "integer"}, "records": {"type": "integer"}, "root": {"type": "string"}}},
"Status": {"type": "object", "required": ["status"], "properties": {
  "status": {"type": "string"}, "records": {"type": "integer"}}},
"Object": {"type": "object"}
})json";

}  // namespace rireki
