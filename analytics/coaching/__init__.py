"""What people said of single officers and call-takers beside what they said of their peers: closed until a policy opens
it, never a score, and nothing follows from it but words.
"""
