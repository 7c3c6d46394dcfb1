"""Criteria, vendors, candidates, scores, the vendor's own words and the choice."""

from vendors.models.candidates import Candidate
from vendors.models.choice import ReopeningTrigger, SelectionGap, SelectionRecord
from vendors.models.contacts import ContactLink, VendorContact
from vendors.models.criteria import WORDING, CriteriaSet, Criterion, CriterionTemplate
from vendors.models.evidence import AssuranceArtifact, EvidenceFile
from vendors.models.questions import VendorAnswer, VendorQuestion
from vendors.models.room import AnswerSheet, LinkWish, QuestionRemark
from vendors.models.scores import Score
from vendors.models.vendors import ProcessingPlace, SubProcessor, Vendor

__all__ = [
    "WORDING",
    "AnswerSheet",
    "AssuranceArtifact",
    "Candidate",
    "ContactLink",
    "CriteriaSet",
    "Criterion",
    "CriterionTemplate",
    "EvidenceFile",
    "LinkWish",
    "ProcessingPlace",
    "QuestionRemark",
    "ReopeningTrigger",
    "Score",
    "SelectionGap",
    "SelectionRecord",
    "SubProcessor",
    "Vendor",
    "VendorAnswer",
    "VendorContact",
    "VendorQuestion",
]
