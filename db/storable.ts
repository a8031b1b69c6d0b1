/** Text as both engines keep it: no NUL, which PostgreSQL refuses, and no half characters. What is taken out becomes U+FFFD. */
export const storable = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed()
