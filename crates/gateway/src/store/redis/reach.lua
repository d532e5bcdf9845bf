-- Whether scripts run at all.
return 1
