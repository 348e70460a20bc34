/** The variable with a key of the API, and the one with a bearer token, as a gateway wants it. */
export const API_KEY = 'ANTHROPIC_API_KEY';
const AUTH_TOKEN = 'ANTHROPIC_AUTH_TOKEN';

/** In the order in which they count. */
export const ANTHROPIC_KEYS = [API_KEY, AUTH_TOKEN];
