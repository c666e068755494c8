"""Calls the Elastic Unicorn Service as if it were a service of AWS.

Needs boto3 and, in the environment, what `npm start` prints: AWS_DATA_PATH (the folder `models` beside this file),
AWS_ENDPOINT_URL_EUS and credentials.
"""

import boto3

eus = boto3.client("eus")

unicorn = eus.get_unicorn(UnicornId="u-00001")
print(f"UnicornName = {unicorn['UnicornName']}")
print(f"HornLengthInFeet = {unicorn['HornLengthInFeet']}")

for page in eus.get_paginator("describe_unicorns").paginate(PaginationConfig={"PageSize": 2}):
    print("A page:", ", ".join(one["UnicornName"] for one in page["Unicorns"]))

try:
    eus.get_unicorn(UnicornId="u-99999")
except eus.exceptions.UnicornNotFoundException as error:
    print("Not found:", error.response["Error"]["Message"])
