"""The python3* runtimes: loads the handler, then serves one invocation after the other from the Lambda Runtime API.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API_HOST, _, API_PREFIX = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
API_PATH = ("/" + API_PREFIX if API_PREFIX else "") + "/2018-06-01/runtime/"


class RuntimeClient:
    """Speaks the Lambda Runtime API over one connection that is kept open."""

    def __init__(self):
        self._connection = http.client.HTTPConnection(API_HOST)

    def _call(self, method, path, body=None, headers=None):
        self._connection.request(method, API_PATH + path, body=body, headers=headers or {})
        response = self._connection.getresponse()
        return response, response.read()

    def next(self):
        """Waits for the next invocation. Without its Runtime API the environment is of no use: the process ends."""
        try:
            response, body = self._call("GET", "invocation/next")
        except (OSError, http.client.HTTPException):
            os._exit(1)
        if response.status != 200:
            os._exit(1)
        return response.headers, body

    def post_response(self, request_id, body):
        self._call("POST", f"invocation/{request_id}/response", body, {"Content-Type": "application/json"})

    def post_error(self, request_id, error):
        self._post_error(f"invocation/{request_id}/error", error)

    def post_init_error(self, error):
        self._post_error("init/error", error)

    def _post_error(self, path, error):
        error_type = error["errorType"].encode("ascii", "replace").decode("ascii")
        headers = {"Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": error_type}
        self._call("POST", path, json.dumps(error).encode(), headers)


class Identity:
    def __init__(self, values):
        self.cognito_identity_id = values.get("cognitoIdentityId")
        self.cognito_identity_pool_id = values.get("cognitoIdentityPoolId")


class Client:
    def __init__(self, values):
        self.installation_id = values.get("installation_id")
        self.app_title = values.get("app_title")
        self.app_version_name = values.get("app_version_name")
        self.app_version_code = values.get("app_version_code")
        self.app_package_name = values.get("app_package_name")


class ClientContext:
    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        self.client = Client(values.get("client") or {})


class LambdaContext:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        client_context = headers.get("Lambda-Runtime-Client-Context")
        self.client_context = ClientContext(json.loads(client_context)) if client_context else None
        self.identity = Identity(json.loads(headers.get("Lambda-Runtime-Cognito-Identity") or "{}"))
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


class Fault(Exception):
    """An error of the runtime itself, under AWS's name for it."""

    def __init__(self, error_type, message, stack=()):
        super().__init__(message)
        self.error_type = error_type
        self.stack = list(stack)


def error_object(error, request_id):
    if isinstance(error, Fault):
        error_type, stack = error.error_type, error.stack
    else:
        error_type, stack = type(error).__name__, user_stack(error)
    return {"errorMessage": str(error), "errorType": error_type, "requestId": request_id, "stackTrace": stack}


def user_stack(error):
    """The stack without this file's own frames."""
    frames = traceback.extract_tb(error.__traceback__)
    return traceback.format_list([frame for frame in frames if frame.filename != __file__])


def log_error(error):
    described = error_object(error, "")
    lines = [f"[ERROR] {described['errorType']}: {described['errorMessage']}"]
    if described["stackTrace"]:
        lines.append("Traceback (most recent call last):")
        lines.extend(line.rstrip("\n") for line in described["stackTrace"])
    print("\n".join(lines), flush=True)


def load_handler(name):
    """The function that `_HANDLER` names, with the texts of AWS's runtime for what can be wrong with it."""
    parts = name.rsplit(".", 1)
    if len(parts) != 2:
        message = f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)"
        raise Fault("Runtime.MalformedHandlerName", message)
    module_name, function_name = parts
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise Fault("Runtime.ImportModuleError", message) from None
    except SyntaxError as error:
        stack = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        message = f"Syntax error in module '{module_name}': {error}"
        raise Fault("Runtime.UserCodeSyntaxError", message, stack) from None
    if not hasattr(module, function_name):
        message = f"Handler '{function_name}' missing on module '{module_name}'"
        raise Fault("Runtime.HandlerNotFound", message)
    return getattr(module, function_name)


class LogFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = LogFilter.request_id
        return True


def set_up_logging():
    """https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""
    logging.Formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    pattern = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    handler.setFormatter(logging.Formatter(pattern, "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(LogFilter())
    logging.getLogger().addHandler(handler)


def to_json(result):
    try:
        return json.dumps(result, ensure_ascii=False, default=number_of).encode("utf-8", "surrogatepass")
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from None


def number_of(value):
    """Decimals become numbers, as in AWS's runtime; nothing else that JSON lacks is accepted."""
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def serve(client, handler):
    headers, body = client.next()
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    LogFilter.request_id = request_id
    trace_id = headers.get("Lambda-Runtime-Trace-Id")
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        try:
            event = json.loads(body)
        except ValueError as error:
            raise Fault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from None
        response = to_json(handler(event, LambdaContext(headers)))
    except Exception as error:
        log_error(error)
        client.post_error(request_id, error_object(error, request_id))
    else:
        sys.stdout.flush()
        sys.stderr.flush()
        client.post_response(request_id, response)


def main():
    # In place of this file's own folder.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    sys.stdout.reconfigure(line_buffering=True)
    set_up_logging()
    client = RuntimeClient()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        log_error(error)
        client.post_init_error(error_object(error, ""))
        sys.exit(1)
    while True:
        serve(client, handler)


if __name__ == "__main__":
    main()
