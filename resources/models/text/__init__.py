"""Text models, by the type of their provider: one module and one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reprise.models.providers import ProviderType
from resources.models.endpoints import Endpoint
from resources.models.text.anthropic import AnthropicText
from resources.models.text.base import TextProvider
from resources.models.text.compatible import CompatibleText
from resources.models.text.openai import OpenAIText

TEXT: Mapping[ProviderType, Callable[[Endpoint], TextProvider]] = MappingProxyType(
    {"openai": OpenAIText, "anthropic": AnthropicText, "compatible": CompatibleText}
)
"""How a text model is opened; nothing is reached and no SDK loaded before it is asked."""
