"""What holds for all tests: none of them depends on how fast or busy this machine is."""

from hypothesis import HealthCheck, settings

settings.register_profile("earmark", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("earmark")
