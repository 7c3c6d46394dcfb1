"""Files of systems as people bring them."""

import datetime as dt

from architecture.actions import bring_catalogue, take_catalogue
from architecture.catalogue.entries import CatalogueFile
from architecture.catalogue.reading import read_catalogue_file
from architecture.catalogue.tables import own_mapping_text
from architecture.models import CatalogueImport
from people.models import User

TODAY = dt.date(2026, 11, 20)
HEADING = (
    "Key,Name,Kind,Description,Shop floor,Site,Criticality,Owner,Lifecycle,Classes of data,"
    "Patterns offered"
)
MES = "mes,Line control,Control system,Runs the lines,Yes,,Must not be down,,In production,orders,"
ERP = (
    "erp,Order book,Application,Keeps the orders,No,,,Team Orders,In production,"
    '"orders, customers",REST'
)
MAPPING = """
name = "cmdb"
[identity]
columns = ["CI"]
[columns]
name = "CI"
kind = "Class"
owner = "Owner"
site = "Where"
[values.kind]
"Business App" = "application"
"Historian" = "data_platform"
"""
CMDB = "CI,Class,Owner,Where\nOrder book,Business App,Team Orders,\nLine data,Historian,,\n"
BACKSTAGE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: order-lookup
  description: Finds an order by its number
  annotations:
    example.com/build: plant/orders
  tags:
    - java
  links:
    - url: https://example.com/orders
      title: Where it runs
spec:
  type: service
  lifecycle: experimental
  owner: team-orders
  system: order-desk
  dependsOn: ['resource:orders-db']
  providesApis:
    - orders
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: orders-db
  description: |
    Keeps the orders.
    Once a day it is copied.
spec:
  type: database
  owner: team-orders
  system: order-desk
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: order-desk
  title: Order desk
spec:
  owner: user:ana
  domain: sales
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: orders
  labels: {since: '2019', on: yes}
spec:
  type: openapi
  lifecycle: production
  owner: team-orders
  definition: |
    openapi: 3.0.0
    info: {title: Orders, version: '1.0'}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: team-orders
spec:
  type: team
  children: []
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: pubsub
"""


def table(*rows: str) -> bytes:
    """A table as Joinery writes it."""
    return "\n".join([HEADING, *rows]).encode()


def own_table(*rows: str) -> CatalogueFile:
    """The same, read."""
    return read_catalogue_file(
        table(*rows), own_mapping_text(), file_name="systems.csv", today=TODAY
    )


def cmdb(text: str = CMDB) -> CatalogueFile:
    """An export of somebody else's list, by a mapping of its own."""
    return read_catalogue_file(text.encode(), MAPPING, file_name="cmdb.csv", today=TODAY)


def backstage(text: str = BACKSTAGE) -> CatalogueFile:
    """A catalog-info.yaml, read."""
    return read_catalogue_file(text.encode(), "", file_name="catalog-info.yaml", today=TODAY)


def brought_catalogue(keeper: User, text: str = CMDB) -> CatalogueImport:
    """A file that was brought and waits to be taken."""
    return bring_catalogue(cmdb(text), text.encode(), MAPPING, actor=keeper)


def took(file: CatalogueFile, keeper: User, **choices: object) -> dict[str, object]:
    """The file taken."""
    given = {"only_good_rows": False, "missing": "", **choices}
    return take_catalogue(file, about=file, actor=keeper, **given)  # type: ignore[arg-type]
