import { describe, expect, it } from 'vitest';
import { completionsUrl } from '../../../../src/engines/huggingface/completions-url.ts';

describe('completionsUrl', () => {
  it.each([
    ['https://host', 'https://host/v1/chat/completions'],
    ['https://host/', 'https://host/v1/chat/completions'],
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1/chat/completions'],
    ['https://host/v1', 'https://host/v1/chat/completions'],
    ['https://host/v1/', 'https://host/v1/chat/completions'],
    ['https://host/v1beta', 'https://host/v1beta/chat/completions'],
    ['https://host/openai', 'https://host/openai/v1/chat/completions'],
    ['https://host/models/a/v2', 'https://host/models/a/v2/chat/completions'],
    ['https://host/v1/chat/completions', 'https://host/v1/chat/completions'],
    ['https://host/x/chat/completions/', 'https://host/x/chat/completions'],
    ['https://router.huggingface.co/v1', 'https://router.huggingface.co/v1/chat/completions'],
  ])('makes of %s %s', (endpoint, url) => {
    expect(completionsUrl(new URL(endpoint)).href).toBe(url);
  });
});
