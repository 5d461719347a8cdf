"""Tests a running mock server with schemathesis, against the OpenAPI documents that the server itself offers.

Usage: schemathesis.py ST URL FOLDER EXAMPLES [NAME...]. In: the program of schemathesis, the address of the server, a folder
for documents and reports, the number of random requests per operation, and the names of documents; `all` means all of them.
Without names, it tests the first three documents whose records can be created, read, replaced and deleted by links.
Out: exit code 0 if no response is a server error, and every response is documented: its status, media type and body. A
record that was created must be there, and one that was deleted must not.
"""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "use_after_free",
    "ensure_resource_availability",
]

# The dates of this API have no offset, so they are not valid as `date-time` of RFC 3339, which tools check.
DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,7})?(Z|[+-][01][0-9]:[0-5][0-9])?$"
RANGES = {"int32": 2**31, "int64": 2**63}


def get(address):
    with urllib.request.urlopen(address) as response:
        return json.load(response)


def nullable(schema):
    return {"anyOf": [strict(schema), {"type": "null"}]}


def strict(schema):
    """Adds to a schema what the document states only in its description: any property and any element may be null."""
    out = {key: value for key, value in schema.items() if not key.startswith("x-") and key != "description"}
    if schema.get("format") == "date-time":
        del out["format"]
        out["pattern"] = DATE
    limit = RANGES.get(schema.get("format"))
    if limit:
        out |= {"minimum": -limit, "maximum": limit - 1}
    if "properties" in schema:
        out["properties"] = {name: nullable(of) for name, of in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            out[key] = nullable(schema[key])
    if "allOf" in schema:
        out["allOf"] = [strict(part) for part in schema["allOf"]]
    return out


def shallow(schema, schemas, depth=2):
    """A schema for request bodies, without references. Objects at the third level of nesting are null, because generated
    ones would have thousands of properties."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    parts = [shallow(part, schemas, depth) for part in schema.get("allOf", [])]
    if parts:
        return parts[0] | {"properties": {name: of for part in parts for name, of in part.get("properties", {}).items()}}
    out = strict(schema)
    if "properties" in schema:
        if not depth:
            return {"type": "null"}
        inside = {name: shallow(of, schemas, depth - 1) for name, of in schema["properties"].items()}
        return out | {"properties": {name: {"anyOf": [of, {"type": "null"}]} for name, of in inside.items()}}
    if "items" in schema:
        out |= {"items": shallow(schema["items"], schemas, depth), "maxItems": 2}
    if isinstance(schema.get("additionalProperties"), dict):
        out |= {"additionalProperties": shallow(schema["additionalProperties"], schemas, depth), "maxProperties": 2}
    return out


def json_only(content, of):
    """The server reads and writes JSON; other documented media types get 415 and 406, which are tested elsewhere."""
    media = [name for name in content if name == "application/json"] or list(content)
    return {name: content[name] | {"schema": of(content[name]["schema"])} for name in media}


def prepared(document):
    schemas = document["components"]["schemas"]
    for item in document["paths"].values():
        for operation in (one for one in item.values() if isinstance(one, dict)):
            for parameter in operation.get("parameters", []):
                parameter["schema"] = strict(parameter["schema"])
            if "requestBody" in operation:
                operation["requestBody"]["content"] = json_only(operation["requestBody"]["content"], lambda schema: shallow(schema, schemas))
            for response in operation["responses"].values():
                if "content" in response:
                    response["content"] = json_only(response["content"], nullable)
    dispatched_by_type(document)
    document["components"]["schemas"] = {name: strict(schema) for name, schema in schemas.items()}
    return document


def operations_of(document):
    return [(method, one) for item in document["paths"].values() for method, one in item.items() if method != "x-path"]


def targets(document):
    """The ids of the operations that each response links to."""
    responses = [response for _, one in operations_of(document) for response in one["responses"].values()]
    return [{link["operationId"] for link in response.get("links", {}).values()} for response in responses]


def walks(document):
    """Whether a response has links to operations of all methods that a record has."""
    methods = {one["operationId"]: method for method, one in operations_of(document)}
    return any({methods[uid] for uid in uids} >= {"get", "put", "delete"} for uids in targets(document))


def keeps_deletions(document):
    """Whether all operations that delete are about records. The server only has records whose ids are integers."""
    linked = set().union(*targets(document))
    return all(method != "delete" or one["operationId"] in linked for method, one in operations_of(document))


def dispatched_by_type(document):
    """A text where an operation has an integer is the request of an operation whose path differs only in the type of this
    parameter, so all of them may answer with the responses of each."""
    groups = {}
    for key, item in document["paths"].items():
        shape = re.sub(r"\{[^}]*\}", "{}", item.get("x-path", key))
        for method, one in item.items():
            if method != "x-path":
                groups.setdefault((method, shape), []).append(one)
    for group in groups.values():
        for code in {code for one in group for code in one["responses"]}:
            responses = [one["responses"][code] for one in group if code in one["responses"]]
            contents = [response["content"] for response in responses if "content" in response]
            schemas = {media: {"anyOf": [content[media]["schema"] for content in contents if media in content]}
                       for content in contents for media in content}
            for one in group if len(group) > 1 else []:
                answer = one["responses"].setdefault(code, {"description": responses[0]["description"]})
                answer |= {"content": {media: {"schema": schema} for media, schema in schemas.items()}} if schemas else {}


def run(st, url, folder, examples, name, document):
    file, report = folder / f"{name}.json", folder / f"{name}.report.json"
    checks = CHECKS if keeps_deletions(document) else [check for check in CHECKS if check != "use_after_free"]
    file.write_text(json.dumps(prepared(document)))
    report.unlink(missing_ok=True)
    command = [
        st, "run", str(file), "--url", url, "--header", "Authorization: Bearer any", "--checks", ",".join(checks),
        "--phases", "examples,fuzzing,stateful", "--max-examples", examples, "--seed", "1", "--no-color", "--no-shrink",
        "--generation-database", "none", "--warnings", "off", "--suppress-health-check", "all",
        "--report-json-path", str(report), "--continue-on-failure",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    counts = json.loads(report.read_text()) if report.exists() else {"operations": {}, "test_cases": {}}
    return done, counts["operations"].get("tested", 0), counts["test_cases"].get("generated", 0)


def main():
    st, url, folder, examples, *names = sys.argv[1:]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tested = cases = operations = failed = 0
    for resource in get(f"{url}/_mock/openapi")["resources"]:
        name = resource["name"]
        if names and names != ["all"] and name not in names:
            continue
        document = get(url + resource["document"])
        if not names and (tested == 3 or not walks(document)):
            continue
        done, of_operations, of_cases = run(st, url, folder, examples, name, document)
        tested, operations, cases = tested + 1, operations + of_operations, cases + of_cases
        print(f"{name}: {of_operations} operations, {of_cases} cases{', FAILED' if done.returncode else ''}", flush=True)
        if done.returncode or not of_cases:
            failed += 1
            print(done.stdout[-6000:], done.stderr[-2000:])
    print(f"schemathesis: {tested} documents, {operations} operations, {cases} cases, {failed} documents with failures")
    return 1 if failed or not tested else 0


sys.exit(main())
