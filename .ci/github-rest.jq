# Cuts GitHub's OpenAPI description to the operations that such an app may use, in the form that
# tests/it/support/rest_schema.rs reads.
def kept: test("^/(app|app-manifests|installation|meta|rate_limit|user|users/\\{username\\}|orgs/\\{org\\}|repos/\\{owner\\}/\\{repo\\})$")
  or test("^/(app|app-manifests|installation)/")
  or test("^/orgs/\\{org\\}/(installation|members|memberships|public_members|teams)(/|$)")
  or test("^/repos/\\{owner\\}/\\{repo\\}/(branches|check-runs|check-suites|collaborators|commits|compare|contents|git|installation|issues|labels|pulls|statuses)(/|$)");
# The parameters that span several segments of a path.
def long: IN("path", "ref", "sha", "tree_sha", "basehead", "branch", "commit_sha");
def refs: [.. | objects | .["$ref"] // empty | ltrimstr("#/components/schemas/")] | unique;
# What some names lead to in a table of schemas.
def reached($schemas): . as $names | [$names[], ($names[] | $schemas[.] | refs[])] | unique
  | if length == ($names | length) then . else reached($schemas) end;
. as $all
| def resolved: if type == "object" and has("$ref") and (.["$ref"] | startswith("#/components/schemas/") | not)
    then . as $it | $all | getpath($it["$ref"] / "/" | .[1:]) | resolved else . end;
  # OpenAPI 3.0 as JSON Schema: `nullable` is a type, and what only people read goes.
  def schema:
    if type == "array" then map(schema)
    elif type != "object" then .
    elif has("$ref") then { "$ref": .["$ref"] }
    else . as $it
      | with_entries(select(.key | IN("title", "description", "example", "examples", "externalDocs", "deprecated", "nullable") or startswith("x-") | not))
      | (if .properties then .properties |= map_values(schema) else . end)
      | reduce ("items", "allOf", "anyOf", "oneOf", "not", "additionalProperties") as $key (.; if has($key) then .[$key] |= schema else . end)
      | if $it.nullable then
          (if .type then .type |= [., "null"] else { anyOf: [., { type: "null" }] } end)
          | (if .enum then .enum |= . - [null] + [null] else . end)
        else . end
    end;
  def body: resolved | .content["application/json"].schema | if . then schema else null end;
  ([
    .paths | to_entries[] | select(.key | kept) | .key as $path
    | .value | to_entries[] | select(.value | type == "object" and has("operationId")) | .key as $method
    | .value
    | {
        method: ($method | ascii_upcase),
        template: $path,
        regex: ("^" + ($path | gsub("\\{(?<n>[^}]+)\\}"; "(?P<\(.n)>" + (if .n | long then ".+" else "[^/]+" end) + ")")) + "$"),
        operationId,
        params: [(.parameters // [])[] | resolved | { name, in, required: (.required // false), schema: (.schema | schema) }],
        body_required: (.requestBody | resolved | .required // false),
        body: (.requestBody | body),
        responses: (.responses | map_values(body))
      }
  ]
  # The first that fits a path is taken: `/commits/{ref}/check-runs` before `/commits/{ref}`.
  | sort_by(-(.template / "/" | length))) as $operations
| (.components.schemas | map_values(schema)) as $schemas
| {
    operations: $operations,
    components: { schemas: ($operations | refs | reached($schemas) | map({ key: ., value: $schemas[.] }) | from_entries) }
  }
